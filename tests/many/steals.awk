# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: awk -f steals.awk FILE
#
# Reads a trace of L1's kernel with the probes of in-l1: "ask: vgpu=A fence=1" is a vGPU that finds
# no fence, "lose: vgpu=B" right behind it the one whose range gives its own, under the same lock.
# Prints how often each vGPU took one from another, how often from itself, and the sums.

match($0, /vgpu=0x[0-9a-f]+/) {
	vgpu = substr($0, RSTART, RLENGTH)
}

/ ask:/ { asks = / fence=1$/ ? vgpu : "" }

/ lose:/ && asks {
	if (!(asks in number))
		number[asks] = ++vgpus
	if (vgpu == asks)
		own[asks]++
	else
		other[asks]++
	asks = ""
}

END {
	for (vgpu in number) {
		printf "# a vGPU took %d fences from others, %d from itself\n", other[vgpu], own[vgpu]
		thieves += other[vgpu] > 0
		stolen += other[vgpu]
	}
	printf "stolen %d by %d\n", stolen, thieves
}
