# SPDX-License-Identifier: GPL-2.0-only
#
# The commands of a trace of the GPU model, so that two mediators can be compared: a line
# for each request that has a batch, "ENGINE COMMAND; COMMAND ...", with the number of
# times that it was seen before it. A command is PLACE NAME, where PLACE is "ring" or a
# batch in the "ggtt" or "ppgtt".
#
# A request ends with MI_USER_INTERRUPT: i915 has that at the end of each of its own, and no
# guest's reaches the hardware. What batches of a context switch do is left out: they are the
# guest's or the host's own, and run as often as contexts are switched. Addresses are left
# out where they are the mediator's (ring, GGTT); what batches in a PPGTT have is the guest's
# own, word by word. MI_NOOP is what mediators put in place of other commands.

function add(engine, text)
{
	# A wait is polled as often as time allows.
	if (text ~ /SEMAPHORE_WAIT/ && last[engine] == text)
		return
	last[engine] = text
	request[engine] = request[engine] (request[engine] == "" ? "" : "; ") text
}

# The name, and of what a guest's batch or a register load says all words.
function command(place, from,		text, i)
{
	text = place " " $6
	if (place == "ppgtt" || (from == "r" && $6 == "MI_LOAD_REGISTER_IMM"))
		for (i = 7; i <= NF; i++)
			text = text " " $i
	return text
}

function finish(engine)
{
	if (batches[engine])
		count[engine ": " request[engine]]++
	request[engine] = last[engine] = ""
	batches[engine] = 0
}

$2 != "cmd:" { next }
{
	from = substr($4, 1, 1)
	if (from == "w" || $6 == "MI_NOOP")
		next
	place = from == "r" ? "ring" : from == "g" ? "ggtt" : "ppgtt"
	if (place != "ring")
		batches[$3] = 1
	add($3, command(place, from))
	if (place == "ring" && $6 == "MI_USER_INTERRUPT")
		finish($3)
}
END {
	for (engine in request)
		finish(engine)
	for (line in count)
		print count[line], line
}
