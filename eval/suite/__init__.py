"""The questions and claims on the seeds: asked, scored, reported."""
