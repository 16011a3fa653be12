# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: awk -v mediator=NAME -f known.awk known -
#
# Takes the differences that are known out of lines as canon.awk writes them: what the
# regular expression of a row for this mediator matches is replaced.

BEGIN { FS = "\t" }
NR == FNR {
	if ($0 ~ /^#/ || $0 == "")
		next
	if (NF != 4) {
		print "known: a row without four columns: " $0 >"/dev/stderr"
		exit 1
	}
	if ($1 == mediator) {
		rows++
		match_of[rows] = $2
		replacement[rows] = $3
	}
	next
}
{
	times = $0
	sub(/ .*/, "", times)
	sub(/^[0-9]+ /, "")
	for (i = 1; i <= rows; i++)
		gsub(match_of[i], replacement[i])
	count[$0] += times
}
END {
	for (line in count)
		print count[line], line
}
