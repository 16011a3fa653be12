# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: awk -f together.awk -v all=N FILE...
#
# Reads what guests print, one in each file, as "SECONDS round begins" and "SECONDS round ends".
# Prints for how many seconds a round was under way in each of N guests.

/ round begins$/ { add($1, 1) }
/ round ends$/ { add($1, -1) }

function add(when, step)
{
	count++
	time[count] = when
	change[count] = step
}

# By insertion: there are few.
function sort(i, j, t, c)
{
	for (i = 2; i <= count; i++) {
		t = time[i]
		c = change[i]
		for (j = i; j > 1 && time[j - 1] > t; j--) {
			time[j] = time[j - 1]
			change[j] = change[j - 1]
		}
		time[j] = t
		change[j] = c
	}
}

END {
	sort()
	for (i = 1; i <= count; i++) {
		if (under_way == all)
			together += time[i] - time[i - 1]
		under_way += change[i]
	}
	printf "%d\n", together
}
