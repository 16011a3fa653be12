# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Scenes that move, for scripts that run in L1: of the host, which is machine 0, and of VMs 1
# and 2. Each is drawn by Debian's Mesa. Their frames are in $scene_frames: see gl-scene.

# L1's third disk is the root with Mesa.
scene_disk=/dev/vdc
scene_mesa=/tmp/mesa
scene_ctl=$VGT_LOG/ctl
scene_program=/work/build/mesa-programs/gl-scene
scene_frames=/work/build/mesa-programs/scenes
scene_seconds=400
declare -a scene_pid=()

# Mounts the root with Mesa.
scene_root()
{
	local dir

	mkdir -p $scene_mesa "$scene_ctl"
	touch "$VGT_LOG"/scene-{0,1,2}.out
	mount -t ext4 -o ro $scene_disk $scene_mesa || return
	for dir in dev proc sys work; do
		mount --rbind /$dir $scene_mesa/$dir
	done
	mount -t tmpfs tmp $scene_mesa/tmp
	mkdir $scene_mesa/tmp/ctl
	mount --bind "$scene_ctl" $scene_mesa/tmp/ctl
}

# The model draws slowly. Where the processors are busy, too, a draw of a scene may take longer than
# the 640 ms after which the host's i915 takes it for a hang.
scene_give_time()
{
	echo 2500 | tee /sys/class/drm/card0/engine/*/preempt_timeout_ms >/dev/null
}

# scene_monitor N: VM N gets a monitor like the host's.
scene_monitor()
{
	local port=/sys/kernel/vgt/vm$1/PORT_B

	# Without a console, i915 has not looked yet.
	echo detect | tee /sys/class/drm/card0-*/status >/dev/null
	cat /sys/class/drm/card0-*/edid >"$VGT_LOG/monitor.edid"
	[ -s "$VGT_LOG/monitor.edid" ] || { echo "the host has no monitor"; return 1; }
	cat "$VGT_LOG/monitor.edid" >"$port/edid" && echo connect >"$port/connection"
}

# The host's scene is on the monitor while the file "host" exists. It is niced: guests' time-outs
# go by the clock, and all processors here are emulated.
scene_host()
{
	: >"$scene_ctl/host"
	nice chroot $scene_mesa /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root \
		MESA_SHADER_CACHE_DISABLE=true $scene_program show 0 $scene_frames \
		/tmp/ctl/end /tmp/ctl/host >"$VGT_LOG/scene-0.out" 2>&1 &
	scene_pid[0]=$!
}

# scene_l2 N UUID IMAGE SECONDS NAME COMMAND...: starts VM N, which does this, and prints it into
# NAME-N.out.
scene_l2()
{
	local n=$1 uuid=$2 image=$3 seconds=$4 name=$5
	local disk=if=none,id=mesa,file=$scene_disk,format=raw,readonly=on
	shift 5

	/work/scripts/testbed/l2 --image "$image" --vgpu "$uuid" --timeout "$seconds" --mem 768M \
		--log "$VGT_LOG/l2-vm$n" --share work=/work:ro --share "ctl=$scene_ctl" \
		--qemu-args "-drive $disk -device virtio-blk-pci,drive=mesa" \
		-- "$@" >"$VGT_LOG/$name-$n.out" 2>&1 &
	scene_pid[n]=$!
}

# scene_vm N UUID IMAGE SECONDS [FIRST [BESIDE]]: starts VM N, which does FIRST before. BESIDE
# is a command that runs the scene.
scene_vm()
{
	# shellcheck disable=SC2016 # for the shell in L2
	scene_l2 "$1" "$2" "$3" "$4" scene sh -c "${5:+$5 &&} exec in-l2 ${6-}"' "$@"' sh \
		$scene_program show "$1" $scene_frames /tmp/ctl/end
}

# scene_until COMMAND...: in time.
scene_until()
{
	local until=$((SECONDS + scene_seconds))

	until "$@"; do
		[ $SECONDS -lt $until ] || { echo "not within $scene_seconds s"; return 1; }
		sleep 0.2
	done
}

# scene_said N PATTERN: the last line about the display is that.
scene_said()
{
	grep -E '^scene: (shown|left)$' "$VGT_LOG/scene-$1.out" | tail -n 1 | grep -q "$2"
}

scene_said_or_ended()
{
	scene_said "$1" "$2" || [ ! -d "/proc/${scene_pid[$1]}" ]
}

# scene_drawn N: machine N shows its frames, on its own monitor.
scene_drawn()
{
	scene_until scene_said_or_ended "$1" shown && scene_said "$1" shown
}

# A program of the host's has to leave the display before a VM is shown there.
scene_make_way()
{
	rm -f "$scene_ctl/host"
	scene_until scene_said_or_ended 0 left
}

# scene_show N: machine N has the monitor from now on.
scene_show()
{
	[ "$1" = 0 ] || scene_make_way || return
	echo "$1" >/sys/kernel/vgt/control/foreground_vm || return
	[ "$(</sys/kernel/vgt/control/foreground_vm)" = "$1" ] || return
	[ "$1" != 0 ] || scene_host_returns
}

# The host's program takes the display again, and flips.
scene_host_returns()
{
	: >"$scene_ctl/host"
	scene_drawn 0
}

# scene_capture NAME: what the monitor shows.
scene_capture()
{
	/work/build/gpu-modelctl --control "$VGT_MODEL_CONTROL" screenshot A "$VGT_LOG/$1"
}

scene_end()
{
	touch "$scene_ctl/end"
}

# scene_right N: what it read back was right each time.
scene_right()
{
	grep -qE "^gl-scene machine $1 [0-9]+ frames [1-9][0-9]* compared 0 wrong Mesa Intel" \
		"$VGT_LOG/scene-$1.out"
}
