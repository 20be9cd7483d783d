"""The support code („kod autoryzujący”): six digits by which an owner lets one clerk act for an hour."""
