"""Recovery of access: a case from what somebody tells, over proofs and two people of the office, to a new password."""
