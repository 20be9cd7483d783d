"""Text messages: message → sealed row → gateway → state; nothing is sent while no gateway is set."""
