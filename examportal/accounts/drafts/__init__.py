"""Answers that wait: what somebody typed into a form that was sent after its time, kept until the person is back."""
