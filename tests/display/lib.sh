# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # for those that read this
#
# For the parts in L1: the vGPU, and the L2 that shows pictures on it.

uuid=00000001-0000-4000-8000-000000000000
ctl=/tmp/display
qmp=/tmp/display.qmp
wait_s=60

# wait_for COMMAND...: until it succeeds
wait_for()
{
	local end=$((SECONDS + wait_s))

	until "$@"; do
		if [ $SECONDS -ge $end ]; then
			echo "not within $wait_s s: $*"
			tail -n 5 "$VGT_LOG/l2.out"
			return 1
		fi
		sleep 0.2
	done
}

# shown N: L2 has begun to show its Nth picture
shown()
{
	[ "$(grep -c '^picture: shown' "$VGT_LOG/l2.out")" -ge "$1" ]
}

# screen NAME: QEMU's picture of the guest's monitor, as NAME.png.
screen()
{
	local file=$VGT_LOG/$1.png answer

	answer=$(qmp $qmp '{"execute":"screendump","arguments":{"filename":"'"$file"'","format":"png"}}')
	# A busy machine may be slower than qmp(), which waits a second for the answer.
	wait_for test -s "$file" || { echo "$answer"; return 1; }
	# All of it.
	sleep 0.5
}

# l2 PART PROPERTIES [OPTION...]: L2, which does this part of in-l2
l2()
{
	local part=$1 properties=$2
	shift 2

	rm -rf $ctl
	mkdir -p $ctl
	: >"$VGT_LOG/l2.out"
	/work/scripts/testbed/l2 --image display --vgpu "$uuid,display=on,$properties" \
		--timeout 240 --share ctl=$ctl --log "$VGT_LOG/l2" "$@" -- in-l2 "$part" \
		>"$VGT_LOG/l2.out" 2>"$VGT_LOG/l2.err" &
}

# What L2 said of itself, at its end.
l2_ended()
{
	wait "$1"
	tap_comment "$(cat "$VGT_LOG/l2.err")"
}
