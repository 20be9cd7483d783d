"""Another e-mail address for an active account: it counts once a link sent there has been confirmed."""
