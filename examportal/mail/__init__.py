"""The post office: letter → sealed outbox → delivery attempts → state."""
