"""文书: papers that leave the office, set on A4 as GB/T 9704 lays an official document out."""
