"""The public page of those who lost the way in: what they tell becomes a case, and the answer is the same for all."""
