# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgtctl as JSON, in one line, for changes, and for reports of faults.
: "${sys:?}" "${proc:?}" "${work:?}" "${vgtctl:?}" "${refuse:?}"

# ctl WORD...
ctl()
{
	timeout 300 "$vgtctl" --sysfs "$sys" --proc "$proc" "$@" 2>"$work/err"
}

# as_json CODE WORD...: what vgtctl prints is one line of JSON, $j, and true where CODE is.
as_json()
{
	local code=$1
	shift

	ctl "$@" >"$work/out" || return
	[ "$(wc -l <"$work/out")" = 1 ] && json "$code"
}

# shellcheck disable=SC2016 # perl's variables
test_ctl_json()
{
	fresh
	proc_vm 2 200 -name apple
	put 12345678901234567890 "$sys/kernel/vgt/vm1/statistics/submissions"
	put 2 "$sys/kernel/vgt/control/foreground_vm"
	tap_check 'list --json' as_json '@$j == 2 && $j->[1]{vm} eq "apple" && $j->[1]{pid} == 200 &&
		$j->[1]{shown} && !$j->[0]{shown} && $j->[0]{monitors}[0] eq "B"' list --json
	tap_check '--json before the command' as_json '@$j == 2' --json list
	tap_check 'types --json' as_json '@$j == 2 && $j->[0]{aperture_mb} == 128' types --json
	tap_check 'resources --json' as_json '$j->{fences}{free} == 24 && $j->{fences}{total} == 28' \
		resources --json
	tap_check 'show --json' as_json '$j->{id} == 2 && $j->{uuid} =~ /^aaaa/' show --json
	tap_check 'monitor --json' as_json '@$j == 2 && $j->[0]{width} == 1024 && $j->[0]{connected} &&
		!defined $j->[1]{width}' monitor 1 --json
	tap_check 'monitor of a port --json' as_json '@$j == 1 && $j->[0]{port} eq "C"' monitor 1 C --json
	tap_check 'stats --json' as_json '$j->{submissions} eq "12345678901234567890"' stats 1 --json
	rm "$sys"/kernel/vgt/vm1/{device,weight}
	tap_check 'what is not known is null' as_json \
		'!defined $j->[0]{uuid} && !defined $j->[0]{weight}' list --json
	rm -r "$sys"/kernel/vgt/vm?
	tap_check 'without a vGPU: an empty list' as_json 'ref $j eq "ARRAY" && !@$j' list --json
	tap_check 'what prints no JSON' does 2 '' 'cap prints no JSON' cap 1 --json
}

# shellcheck disable=SC2016 # perl's variables
test_status()
{
	fresh
	put 0.1.0 "$sys/module/vgt/version"
	put stopped "$sys/kernel/vgt/vm2/state"
	tap_check 'status' does 0 '^vgt 0.1.0 on 0000:00:02.0: 2 vGPUs, 1 running, 0 held; monitor: host; '\
'64 of 192 MB of aperture free$' '' status
	tap_check 'status --json' as_json '$j->{running} == 1 && $j->{version} eq "0.1.0"' status --json
	put held "$sys/kernel/vgt/vm2/state"
	put 1 "$sys/kernel/vgt/control/foreground_vm"
	tap_check 'status: one is held' does 3 '1 running, 1 held; monitor: vGPU 1; ' '' status
	rm -r "$sys/devices/pci0000:00/0000:00:02.0"
	tap_check 'status: no GPU' does 1 '' 'no GPU is shared' status
}

# tells REGEX COMMAND...: the next look of vgtctl watch tells this.
tells()
{
	local regex=$1
	shift

	"$@"
	for _ in {1..200}; do
		! grep -qE "$regex" "$work/out" || return 0
		sleep 0.05
	done
	cat "$work/out" "$work/err"
	return 1
}

test_watch()
{
	local vm=$sys/kernel/vgt/vm date='^20[0-9T:+-]+  ' pid

	fresh
	: >"$work/out"
	ctl watch -d 0.1 >"$work/out" &
	pid=$!
	sleep 1
	until [ -n "$(pgrep -P $pid)" ]; do sleep 0.1; done
	sleep 1
	tap_check 'watch: a new state' tells "${date}vGPU 1: state running -> stopped\$" \
		put stopped "${vm}1/state"
	tap_check 'watch: a weight' tells "${date}vGPU 1: weight 4 -> 8\$" put 8 "${vm}1/weight"
	tap_check 'watch: hangs' tells "${date}vGPU 2: hangs 0 -> 1\$" put 1 "${vm}2/statistics/hangs"
	tap_check 'watch: a monitor' tells "${date}vGPU 2: monitor connected C\$" \
		put connected "${vm}2/PORT_C/connection"
	tap_check 'watch: who is shown' tells "${date}foreground_vm 0 -> 2\$" \
		put 2 "$sys/kernel/vgt/control/foreground_vm"
	tap_check 'watch: a virtual machine begins' tells "${date}vGPU 2 .apple.: opened by apple\$" \
		proc_vm 2 200 -name apple
	tap_check 'watch: and ends' tells 'closed by apple$' rm -r "$proc/200"
	tap_check 'watch: a new vGPU' tells "${date}vGPU 3: created i915-GVTg_V5_8\$" appears 3
	tap_check 'watch: one goes' tells "${date}vGPU 2: removed\$" mv "${vm}2" "$work/other"
	pkill -TERM -P $pid
	wait $pid
	tap_check 'watch: SIGTERM ends it well' test $? = 0
	tap_check 'watch: nothing else was told' test "$(wc -l <"$work/out")" = 9
	tap_check 'watch -n' does 0 '' '' watch -d 0.1 -n 2
	tap_check 'watch: no delay' does 2 '' 'usage: vgtctl watch' watch -d 0
}

# appears N: a vGPU, with all its files at once.
appears()
{
	sysfs_make "$work/other"
	sysfs_vgpu "$work/other" "$1" i915-GVTg_V5_8
	mv "$work/other/kernel/vgt/vm$1" "$sys/kernel/vgt/"
}

# report FILE: it is written; the kernel's log is a file, too.
report()
{
	VGT_LOG=$work/log LD_PRELOAD=$refuse ctl report "$1"
}

test_report()
{
	local file=$work/report

	fresh
	rm -f "$file" "$file.2"
	proc_vm 1 4711 -name secret-name
	mkdir -p "$sys/module/vgt/parameters" "$sys/bus/mdev/devices/$(sysfs_uuid 1)/intel_vgpu"
	put 64 "$sys/module/vgt/parameters/host_aperture_mb"
	put 2 "$sys/bus/mdev/devices/$(sysfs_uuid 1)/intel_vgpu/fence"
	put 0.1.0 "$sys/module/vgt/version"
	put 'BOOT_IMAGE=/x root=/dev/secret i915.enable_gvt=1 intel_iommu=on token=secret' "$proc/cmdline"
	put 7 "$sys/kernel/vgt/vm1/statistics/hangs"
	printf '\1\2' >"$sys/kernel/vgt/vm1/binary"
	printf '%s\n' '[1] vgt: 0000:00:02.0 is shared' '[2] e1000: secret' $'[3] i915 \e[31mred' >"$work/log"
	tap_check 'report' report "$file"
	cp "$file" "$work/out"
	tap_check 'report: versions' said '^version: 0.1.0$'
	tap_check 'report: parameters' said '^host_aperture_mb: 64$'
	tap_check 'report: of the kernel' said ': i915.enable_gvt=1 intel_iommu=on$'
	tap_check 'report: the GPU' said '^address: 0000:00:02.0$'
	tap_check 'report: a vGPU' said '^hangs: 7$'
	tap_check 'report: its attributes' said '^fence: 2$'
	tap_check 'report: its program' said '^opened by: qemu-system-x86, process 4711$'
	tap_check 'report: the log' said '^.1. vgt: 0000:00:02.0 is shared$'
	tap_check 'report: no escape codes' said '^.3. i915 .\[31mred$'
	tap_check 'report: what is not text' said '^binary: not text$'
	tap_check 'report: nothing of others' not_said secret
	tap_check 'report: for its owner alone' test "$(stat -c %a "$file")" = 600
	tap_check 'report: no file is overwritten' does 1 '' 'cannot write .*: File exists' report "$file"
	rm -r "$sys/kernel/vgt" "$sys/module/vgt" "$sys/class/mdev_bus"
	report "$file.2"
	cp "$file.2" "$work/out"
	tap_check 'report: without the module, too' said '^no GPU is shared$'
}

test_watching()
{
	test_ctl_json
	test_status
	test_watch
	test_report
}
