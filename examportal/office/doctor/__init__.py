"""Is everything that the portal needs in place: a finding for each thing, with a sentence. `flask doctor`."""
