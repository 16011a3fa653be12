# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A made-up tree of processes, and what the tools tell of them.
: "${sys:?}" "${proc:?}" "${work:?}"

# proc_vm N PID WORD...: process PID has vGPU N's VFIO group open; WORDs are its command line.
proc_vm()
{
	local dir=$proc/$2 group=$((10 + $1))
	shift 2

	mkdir -p "$dir/fd"
	echo qemu-system-x86 >"$dir/comm"
	printf '%s\0' qemu-system-x86_64 "$@" >"$dir/cmdline"
	ln -sfn /dev/null "$dir/fd/0"
	ln -sfn /dev/vfio/vfio "$dir/fd/11"
	ln -sfn "/dev/vfio/$group" "$dir/fd/12"
}

# proc_client PID FD ID ENGINE=NS...: a program that uses the GPU by itself.
proc_client()
{
	local dir=$proc/$1 fd=$2 id=$3 engine
	shift 3

	mkdir -p "$dir/fd" "$dir/fdinfo"
	ln -sfn /dev/dri/renderD128 "$dir/fd/$fd"
	{
		printf 'pos:\t0\ndrm-driver:\ti915\ndrm-client-id:\t%s\n' "$id"
		printf 'drm-pdev:\t%s\n' "${pdev-0000:00:02.0}"
		for engine; do
			printf 'drm-engine-%s:\t%s ns\n' "${engine%=*}" "${engine#*=}"
		done
		printf 'drm-engine-capacity-video:\t%s\n' "${videos-1}"
	} >"$dir/fdinfo/.new"
	mv "$dir/fdinfo/.new" "$dir/fdinfo/$fd"
}

# named NAME WORD...: a QEMU with these words is a VM of that name.
# shellcheck disable=SC2016 # perl's variables
named()
{
	local name=$1
	shift

	proc_vm 1 4711 "$@"
	top --json --once -d 0.1 >"$work/out"
	NAME=$name json '$j->{vgpus}[0]{pid} == 4711 && $j->{vgpus}[0]{vm} eq $ENV{NAME}'
}

# shellcheck disable=SC2016 # perl's variables
test_vm()
{
	fresh
	tap_check 'VM: QEMU'"'"'s -name' named web -m 1G -name web -nographic
	tap_check 'VM: --name' named web --name web
	tap_check 'VM: libvirt'"'"'s' named db-1 -name guest=db-1,debug-threads=on -S
	tap_check 'VM: guest= is not first' named db-1 -name debug-threads=on,guest=db-1
	tap_check 'VM: a comma in it' named 'a,b' -name guest=a,,b,debug-threads=on
	tap_check 'VM: guest= in a name' named 'a,guest=b' -name a,,guest=b
	tap_check 'VM: no escape codes by a name' named 'a?[31mb' -name $'a\e[31mb'
	tap_check 'VM: without a name' named qemu-system-x86 -nographic
	tap_check 'VM: -name at the end' named qemu-system-x86 -name
	tap_check 'VM: nobody has the other' json '!defined $j->{vgpus}[1]{vm} && !defined $j->{vgpus}[1]{pid}'
	ln -sfn /dev/vfio/112 "$proc/4711/fd/12"
	top --json --once -d 0.1 >"$work/out"
	tap_check 'VM: another group' json '!defined $j->{vgpus}[0]{pid}'
	mkdir -p "$sys/bus/mdev/devices/$(sysfs_uuid 2)/vfio-dev/vfio7"
	ln -sfn /dev/vfio/devices/vfio7 "$proc/4711/fd/12"
	top --json --once -d 0.1 >"$work/out"
	tap_check 'VM: by VFIO'"'"'s device (iommufd)' json '$j->{vgpus}[1]{pid} == 4711'
	top --once -d 0.1 >"$work/out"
	tap_check 'VM: in the table' said '^  2 qemu-system-x86 +4711 V5_8 '
}

# The host's programs work, while vgt-top runs.
host_works()
{
	: >"$work/out"
	proc_client 99 5 7 render=1000000000 video=0
	top --json -d 0.5 >"$work/out" &
	local pid=$!

	next_line || return
	proc_client 99 5 7 render=1200000000 video=400000000
	# The same client, in a second process; one of another GPU; one that began since.
	proc_client 100 6 7 render=1200000000 video=400000000
	pdev=0000:03:00.0 proc_client 101 7 1 render=999999999
	proc_client 102 7 9 copy=50000000
	put 300 "$sys/class/drm/card0/gt/gt0/rc6_residency_ms"
	put 2000000 "$sys/class/powercap/intel-rapl:0:1/energy_uj"
	# What changed while a sample was taken is seen by the next.
	next_line && next_line
	pkill -TERM -P $pid
	wait $pid
}

# shellcheck disable=SC2016 # perl's variables
host_sums()
{
	each_line '
		our ($render, $video, $copy, $joules, $slept);
		my ($e, $t) = ($j->{host}{engines}, $j->{period_s});
		$render += $e->{render}{busy_percent} * $t / 100;
		$video += $e->{video}{busy_percent} * $t / 100;
		$copy += $e->{blitter}{busy_percent} * $t / 100;
		$joules += $j->{gpu}{power_w} * $t;
		$slept += $j->{gpu}{rc6_percent} * $t / 100;
		$note = "render $render video $video copy $copy s, $joules J, slept $slept s";
		$true = abs($render - 0.2) < 0.01 && abs($video - 0.4) < 0.02 &&
			abs($copy - 0.05) < 0.01 && abs($joules - 2) < 0.1 &&
			abs($slept - 0.3) < 0.01;
	'
}

# shellcheck disable=SC2016 # perl's variables
test_host()
{
	fresh
	tap_check 'the host works beside the vGPUs' host_works
	tap_check 'its share, power and sleep' host_sums
	tap_check 'its frequency' json '$j->{gpu}{frequency_mhz} == 350 && $j->{gpu}{max_frequency_mhz} == 1150'
	videos=2 proc_client 99 5 7 render=0 video=0
	top --json --once -d 0.1 >"$work/out"
	tap_check 'two video engines' json 'exists $j->{engines}{video2}'
	rm -r "$sys/class/drm" "$sys/class/powercap"
	top --json --once -d 0.1 >"$work/out"
	tap_check 'what is not there is null' json '!grep { defined } values %{$j->{gpu}}'
	top --prometheus >"$work/out"
	tap_check 'and no metric' not_said vgt_gpu_
}

not_said()
{
	! grep "$1" "$work/out"
}
