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
	put virtual "$sys/module/vgt/parameters/ggtt"
	tap_check 'status: virtual addresses' does 0 \
		'; monitor: host; 2944 of 3456 MB of hidden GGTT space free$' '' status
	rm "$sys/module/vgt/parameters/ggtt"
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

# What was written meanwhile is lost, though the last of it is there.
disk_full()
{
	seq 5000 >>"$sys/kernel/debug/dri/0/i915_capabilities"
	! VGT_DISK=1024 report "$work/full" || return
	grep -q "cannot write $work/full: " "$work/err" || { cat "$work/err"; return 1; }
	[ ! -e "$work/full" ] || { echo 'half a file is left'; return 1; }
}

# no_codes FILE: nothing of it reaches the terminal that is no character.
no_codes()
{
	ctl report --read "$1" >"$work/out" || return
	! grep -q '[^[:print:][:space:]]' "$work/out" || { cat -v "$work/out" | cut -c1-100; return 1; }
	[ "$(grep -c '?' "$work/out")" -ge 5 ]
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
	printf 'rcs0 1 context 0x1000 id 0x1 stopped -1\n' >"$sys/kernel/vgt/vm1/last_work"
	ln -sfn ../../../bus/pci/drivers/i915 "$sys/devices/pci0000:00/0000:00:02.0/driver"
	mkdir -p "$sys/kernel/debug/dri/0"
	printf 'has_llc: yes\nslice total: 1\n' >"$sys/kernel/debug/dri/0/i915_capabilities"
	# As i915_gpu_error.c prints it: head, an engine, then buffers.
	printf '%s\n' 'GPU HANG: ecode 9:1:85dffffb, in secret, in secret [12]' 'Active process (on ring rcs0): secret [12]' \
		'  Active context: secret[12] prio 0' '  IPEHR: 0x18800101' \
		'rcs0 --- batch = 0x00000000 00010000' ':secret' >"$sys/class/drm/card0/error"
	printf '\1\2' >"$sys/kernel/vgt/vm1/binary"
	printf '%s\n' '[1] vgt: 0000:00:02.0 is shared' '[2] e1000: secret' $'[3] i915 \e[31mred' \
		'<5>[4] i915 0000:00:02.0: [drm] GPU HANG: ecode 9:1:1, in secret [12]' \
		'<5>[5] i915 0000:00:02.0: [drm] secret [drm] it[12] context reset due to GPU hang' \
		'<5>[6] Asynchronous wait on fence i915:secret[12]:42 timed out (hint:i915_fence_ops [i915])' \
		'<4>[7] vfio_iommu_type1: vfio_lock_acct: Task secret (it) (12) RLIMIT_MEMLOCK (8) exceeded' \
		'<4>[8] vfio_pin_pages_remote: RLIMIT_MEMLOCK (8) exceeded' \
		>"$work/log"
	tap_check 'report' report "$file"
	cp "$file" "$work/out"
	tap_check 'report: versions' said '^version: 0.1.0$'
	tap_check 'report: parameters' said '^host_aperture_mb: 64$'
	tap_check 'report: of the kernel' said ': i915.enable_gvt=1 intel_iommu=on$'
	tap_check 'report: fuses' said $'^\tslice total: 1$'
	tap_check 'report: i915s error state' said $'^\tGPU HANG: ecode 9:1:85dffffb, in \\.\\.\\.$'
	tap_check 'report: up to its first buffer' said $'^\t  IPEHR: 0x18800101$'
	tap_check 'report: not that' not_said 'rcs0 ---'
	tap_check 'report: the log, without names' said \
		'^<5>.4. i915 0000:00:02.0: .drm. GPU HANG: ecode 9:1:1, in \.\.\.$'
	tap_check 'report: nor those of contexts' said \
		'^<5>.5. i915 0000:00:02.0: .drm. \.\.\. context reset due to GPU hang$'
	tap_check 'report: nor those of fences' said '^<5>.6. Asynchronous wait on fence \.\.\. timed out .hint'
	tap_check 'report: nor those of who pins' said ': Task \.\.\. RLIMIT_MEMLOCK .8. exceeded$'
	tap_check 'report: where there is none, all of it' said '^<4>.8. vfio_pin_pages_remote: RLIMIT_MEMLOCK .8. exc'
	tap_check 'report: the last work' said '^last_work: rcs0 1 context 0x1000 id 0x1 stopped -1$'
	tap_check 'report: the GPU' said '^address: 0000:00:02.0$'
	tap_check 'report: a vGPU' said '^hangs: 7$'
	tap_check 'report: its attributes' said '^fence: 2$'
	tap_check 'report: its program' said '^opened by: qemu-system-x86, process 4711$'
	tap_check 'report: the log' said '^.1. vgt: 0000:00:02.0 is shared$'
	tap_check 'report: no escape codes' said '^.3. i915 .\[31mred$'
	tap_check 'report: what is not text' said '^binary: not text$'
	tap_check 'report: nothing of others' not_said secret
	tap_check 'report: for its owner alone' test "$(stat -c %a "$file")" = 600
	tap_check 'report: a disk that was full for a while' disk_full
	tap_check 'report: no file is overwritten' does 1 '' 'cannot write .*: File exists' report "$file"
	tap_check 'report --read' does 0 $'\n  ! hangs: 7' '' report --read "$file"
	tap_check 'report --read: the error state' does 0 $'\n  ! i915.s error state: GPU HANG: ecode' '' \
		report --read "$file"
	tap_check 'report --read: the last work' does 0 $'\n  ! last_work: rcs0 1 .* stopped -1' '' \
		report --read "$file"
	sed 's/^vgtctl: .*/vgtctl: 9.9.9/; s/^state: .*/state: held for 3 s/' "$file" >"$file.3"
	echo '[4] vgt: vGPU 1: rcs0 stops until the guest resets it: x (-1)' >>"$file.3"
	tap_check 'report --read: versions' does 0 $'\n  ! vgtctl and vgt are not of one version: 0.1.0' '' \
		report --read "$file.3"
	tap_check 'report --read: held' does 0 $'\n  ! it is held' '' report --read "$file.3"
	tap_check 'report --read: the log' does 0 $'\n  ! log: .4. vgt: vGPU 1: rcs0 stops' '' \
		report --read "$file.3"
	sed $'s/^Report of vgt, /&\e[2J/; s/^== vGPU 1 /&\e[31m/; s/^uuid: /&\e]0;/; s/^hangs: /&\a/' "$file" >"$file.4"
	printf 'x\e[1m%08000d stops until the guest resets it\n' 0 >>"$file.4"
	tap_check 'report --read: no escape codes' no_codes "$file.4"
	tap_check 'report --read: a long line is one' said '^  ! log: .*0{8000} stops until the guest resets it$'
	VGT_LINES=20 LD_PRELOAD=$refuse tap_check 'report --read: a file that cannot be read to its end' \
		does 1 '^Report of vgt' 'cannot read .* to its end: Input/output error' report --read "$file"
	tap_check 'report --read: a folder' does 1 '' 'cannot read .* to its end: Is a dir' report --read "$work"
	tap_check 'report --read: no report' does 1 '' 'is no report of vgtctl' report --read "$work/log"
	tap_check 'report --read: no file' does 1 '' 'cannot read .*: No such file' report --read "$work/none"
	tap_check 'report --read: of what' does 2 '' 'usage: vgtctl report' report --read
	rm "$sys/class/drm/card0/error"
	tap_check 'report: no error state' does 0 $'\nerror state, without buffers: cannot be read\n' '' report
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
