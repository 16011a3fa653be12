# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: awk -v mediator=kvmgt|vgt -v test=NAME -v used=FILE -f known.awk known -
#
# Takes the differences that are known out of lines as canon.awk writes them, sorted by
# kind, engine and vGPU: what the regular expression of a row for this mediator matches is
# replaced; a line of which nothing is left goes. Lines that come again and again are told
# once, with their number. Into the file "used" go the rows that matched.

BEGIN { FS = "\t" }
FILENAME == ARGV[1] {
	if ($0 ~ /^#/ || $0 == "")
		next
	if (NF != 5) {
		print "known: a row without five columns: " $0 >"/dev/stderr"
		exit 1
	}
	if ($1 == mediator && (test == $2 || $2 == "*")) {
		rows++
		number[rows] = FNR
		match_of[rows] = $3
		replacement[rows] = $4 == "-" ? "" : $4
	}
	next
}
{
	for (i = 1; i <= rows; i++)
		if (gsub(match_of[i], replacement[i]))
			matched[i] = 1
	if ($0 == "")
		next
	if ($0 ~ /^(register|interrupt|page)/ && $0 == before)
		next
	if ($0 == before) {
		times++
		next
	}
	if (times)
		print times " x " before
	before = $0
	times = 1
}
END {
	if (times)
		print times " x " before
	for (i in matched)
		print number[i] >>used
}
