/// What `lqtop --version` and every export say.
let lqtopVersion = "0.1.0"
