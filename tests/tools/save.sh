# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgtctl save, with an mdevctl that keeps one definition in a file. The real one: in-l1.
: "${sys:?}" "${work:?}" "${vgtctl:?}"

# fake_mdevctl [DEFINITION]: nothing is defined, or that. What it is told is in $work/told. Before it
# does what it is told, it runs $work/fake/before, if that is there.
fake_mdevctl()
{
	mkdir -p "$work/fake"
	cat >"$work/fake/mdevctl" <<-EOF
		#!/bin/bash
		kept=$work/kept
		echo "\$@" >>$work/told
		[ ! -e $work/fake/before ] || . $work/fake/before
		case \$1 in
		list) cat $work/listed 2>/dev/null || cat \$kept 2>/dev/null || echo '[]' ;;
		undefine) rm \$kept ;;
		define) [ "\$6" = --jsonfile ] && [ ! -e \$kept ] && cat "\$7" >\$kept ;;
		*) exit 2 ;;
		esac
	EOF
	chmod +x "$work/fake/mdevctl"
	rm -f "$work"/{told,kept,listed,fake/before}
	[ $# = 0 ] || printf '%s' "$1" >"$work/kept"
}

# before CODE: what mdevctl does first.
before()
{
	printf '%s\n' "$1" >"$work/fake/before"
}

# saves STATUS STDERR WORD...
saves()
{
	local status=$1 err=$2
	shift 2

	PATH=$work/fake:$PATH does "$status" '' "$err" save "$@"
}

without_mdevctl()
{
	local PATH=$work/fake

	does 1 '' 'cannot run mdevctl: install it' save 1
}

# defined TYPE START [FILE=VALUE]...: all of that, in this order, and nothing else.
defined()
{
	local attr want="{\"mdev_type\":\"i915-GVTg_$1\",\"start\":\"$2\",\"attrs\":["
	shift 2

	for attr; do
		want+="{\"${attr%%=*}\":\"${attr#*=}\"},"
	done
	[ "$(tr -d ' \n\134' <"$work/kept")" = "${want%,}]}" ] || { cat "$work/kept"; return 1; }
}

# told WORD...: the commands that mdevctl was given.
told()
{
	[ "$(cut -d' ' -f1 "$work/told" | xargs)" = "$*" ] || { cat "$work/told"; return 1; }
}

# Where it fails, what was defined stays.
test_save_fails()
{
	local old='{"mdev_type":"i915-GVTg_V5_8","start":"auto","attrs":[{"vgt/cap":"5"}]}'
	local own=$sys/bus/mdev/devices/$1/intel_vgpu

	fake_mdevctl "$old"
	# shellcheck disable=SC2016 # mdevctl's own
	before '[ $1 != undefine ] || exit 3'
	tap_check 'save: the old one cannot be taken away' saves 1 'mdevctl has failed, with status 3' 1
	tap_check 'save: it is there' defined V5_8 auto vgt/cap=5
	fake_mdevctl "$old"
	# shellcheck disable=SC2016
	before '[ $1 != define ] || [ -e $kept.no ] || { touch $kept.no; exit 3; }'
	tap_check 'save: the new one cannot be made' saves 1 \
		'mdevctl has failed, with status 3.*mdevctl has what it had before' 1
	tap_check 'save: the old one is there again' defined V5_8 auto vgt/cap=5
	fake_mdevctl "$old"
	# shellcheck disable=SC2016
	before '[ $1 != define ] || kill -KILL $$'
	tap_check 'save: nor the old one again' saves 1 \
		"ended by a signal: Killed.*mdevctl has no definition of $1 any more. It was .*\"V?.*vgt.*cap" 1
	fake_mdevctl "$old"
	# shellcheck disable=SC2016
	before '[ $1 != define ] || { kill -INT $PPID $$; kill -TERM $PPID; kill -HUP $PPID; }'
	tap_check 'save: interrupted in the middle: to its end' saves 0 '' 1
	tap_check 'save: all of it is there' defined V5_4 auto vgt/PORT_C/type=hdmi
	fake_mdevctl "$old"
	mkdir -p "$own/fence"
	tap_check 'save: a size that cannot be read' saves 1 \
		'cannot read intel_vgpu/fence of vGPU 1: Is a directory' 1
	rmdir "$own/fence"
	printf '%0200d\n' 0 >"$own/fence"
	tap_check 'save: a size that is too long' saves 1 'cannot read intel_vgpu/fence of vGPU 1: Value' 1
	rm -r "$own"
	put none "$sys/kernel/vgt/vm1/cap"
	tap_check 'save: a cap that cannot be read' saves 1 'cannot read vgt/cap of vGPU 1: Invalid' 1
	put 0 "$sys/kernel/vgt/vm1/cap"
	mv "$sys/kernel/vgt/vm1/PORT_C/type"{,.no} && mkdir "$sys/kernel/vgt/vm1/PORT_C/type"
	tap_check 'save: a port that cannot be read' saves 1 'cannot read vgt/PORT_C/type of vGPU 1: Is a d' 1
	rmdir "$sys/kernel/vgt/vm1/PORT_C/type" && mv "$sys/kernel/vgt/vm1/PORT_C/type"{.no,}
	tap_check 'save: the old one is still there' defined V5_8 auto vgt/cap=5
	echo 'no devices' >"$work/listed"
	tap_check 'save: what mdevctl prints cannot be read' saves 1 'cannot read what mdevctl prints' 1
	rm "$work/listed" "$work/told"
	before "rm -rf $sys/kernel/vgt/vm1 $sys/bus/mdev/devices/$1"
	tap_check 'save: it is removed meanwhile' saves 1 'vGPU 1 is being removed' 1
	tap_check 'save: what there was of it stays' told list
}

test_save()
{
	local uuid own
	uuid=$(sysfs_uuid 1)

	fresh
	put dp "$sys/kernel/vgt/vm1/PORT_C/type"
	fake_mdevctl
	tap_check 'save: one as its type is' saves 0 '' 1
	tap_check 'save: it is defined, with nothing of its own' defined V5_4 manual
	tap_check 'save: by one command' told list define
	tap_check 'save: of that GPU' grep -qx \
		"define --uuid $uuid --parent 0000:00:02.0 --jsonfile /proc/self/fd/[0-9]*" "$work/told"
	rm "$work/told"
	tap_check 'save: once more' saves 0 '' 1
	tap_check 'save: nothing is to be done' told list
	own=$sys/bus/mdev/devices/$uuid/intel_vgpu
	mkdir -p "$own"
	put 134217728 "$own/low_gm_size"
	put 69206016 "$own/high_gm_size"
	put 2 "$own/fence"
	put 1600x900 "$own/resolution"
	put 4 "$own/weight"
	put copy "$own/display"
	put 60 "$sys/kernel/vgt/vm1/cap"
	sysfs_port "$sys" 1 B hdmi connected
	sysfs_port "$sys" 1 C dp connected
	fake_mdevctl
	# As mdevctl prints them with the names of their parents.
	echo "[{\"0000:00:01.0\":[]},{\"0000:00:02.0\":[{\"$uuid\":{\"mdev_type\":\"i915-GVTg_V5_4\",
		\"start\":\"auto\",\"attrs\":[{\"vgt/cap\":\"5\"},{\"intel_vgpu/fence\":\"3\"}]}}]}]" >"$work/listed"
	touch "$work/kept"
	tap_check 'save: another one, over what there was' saves 0 '' "$uuid"
	tap_check 'save: what is not as of its type, in an order that works; it starts as before' \
		defined V5_4 auto intel_vgpu/high_gm_size=69206016 intel_vgpu/fence=2 \
		intel_vgpu/resolution=1600x900 intel_vgpu/display=copy vgt/cap=60 \
		vgt/PORT_B/connection=disconnect vgt/PORT_B/type=hdmi vgt/PORT_B/connection=connect \
		vgt/PORT_C/connection=connect
	rm -r "$own" "$work/listed"
	put 0 "$sys/kernel/vgt/vm1/cap"
	sysfs_port "$sys" 1 B dp disconnected
	sysfs_port "$sys" 1 C hdmi disconnected
	tap_check 'save: over that, by hand' saves 0 '' --manual 1
	tap_check 'save: a port without a monitor keeps its type' defined V5_4 manual \
		vgt/PORT_B/connection=disconnect vgt/PORT_C/type=hdmi
	sysfs_port "$sys" 1 B dp connected
	# As mdevctl prints a device that is the only one.
	fake_mdevctl '{"mdev_type":"i915-GVTg_V5_8","start":"manual","attrs":[{"vgt/cap":"5"}]}'
	tap_check 'save: over one of another type' saves 0 '' --auto 1
	tap_check 'save: it has the type that runs' defined V5_4 auto vgt/PORT_C/type=hdmi
	tap_check 'save: by two commands' told list undefine define
	fake_mdevctl '{"mdev_type":"i915-GVTg_V5_4","attrs":{"vgt/cap":"5"}}'
	tap_check 'save: over one that is not as it should be' saves 0 '' 1
	tap_check 'save: it is now' defined V5_4 manual vgt/PORT_C/type=hdmi
	test_save_fails "$uuid"
	fresh
	rm "$work/fake/mdevctl"
	ln -s "$(command -v cat)" "$(command -v timeout)" "$work/fake/"
	tap_check 'save: no mdevctl' without_mdevctl
	tap_check 'save: no such vGPU' saves 1 'there is no vGPU' 9
	tap_check 'save: wrong usage' saves 2 'usage: vgtctl save' --never 1
}
