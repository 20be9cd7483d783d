"""Messages that mail servers send back, as they write them."""

ADDRESS = "anna.los@example.pl"

REPORT = """\
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=XX

--XX
Content-Type: text/plain; charset=utf-8

Wiadomość nie została doręczona.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{address}>: {said}

{returned}--XX--
"""
EXIM = """\
From: Mail Delivery System <Mailer-Daemon@mx.example>
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender
Content-Type: text/plain; charset=utf-8

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {address}
    host mx.wp.pl [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{address}>:
    550 5.1.1 User unknown

------ This is a copy of the message's headers. ------

Message-ID: {message_id}
Subject: Portal
"""
QMAIL = """\
From: MAILER-DAEMON@mx.example
Subject: failure notice
Content-Type: text/plain

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {message_id}
"""
OUT_OF_OFFICE = """\
From: {address}
Subject: Automatyczna odpowiedz: jestem na urlopie
In-Reply-To: {message_id}
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Wracam w poniedzialek.
"""


def as_text(template: str, message_id: str, address: str = ADDRESS) -> bytes:
    """Fill in a template."""
    return template.format(message_id=message_id, address=address).encode()


def rfc3464(
    message_id: str, status: str = "5.1.1", action: str = "failed", *, returned: str = "headers", said: str = "no"
) -> bytes:
    """Return a report as Postfix, Exchange and Gmail write it; `returned` is `headers`, `message` or `nothing`."""
    kind = {"headers": "text/rfc822-headers", "message": "message/rfc822"}.get(returned)
    letter = f"--XX\nContent-Type: {kind}\n\nMessage-ID: {message_id}\nTo: {ADDRESS}\n\nDzien dobry!\n"
    return REPORT.format(
        status=status, action=action, said=said, address=ADDRESS, returned=letter if kind else ""
    ).encode()
