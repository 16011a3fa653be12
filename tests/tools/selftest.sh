# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# vgt-selftest on a made-up machine, with a guest's program that does what it is told. The real ones:
# in-l1.
: "${work:?}" "${tree:?}"
machine=$work/machine
made_by=$machine/sys/bus/pci/devices/0000:00:02.0/mdev_supported_types/i915-GVTg_V5_8/create

# A machine with vgt loaded, on which all is well, and the programs that would change it.
machine()
{
	local sys=$machine/sys gpu=$machine/sys/bus/pci/devices/0000:00:02.0 name

	rm -rf "$machine"
	mkdir -p "$machine"/{proc,dev,bin} "$gpu" "$(dirname "$made_by")" "$sys"/module/{vgt,i915/parameters} \
		"$sys"/kernel/{vgt/control,debug/dri/0} "$sys/bus/mdev/devices"
	printf 'model name\t: One\nflags\t: fpu vmx\n' >"$machine/proc/cpuinfo"
	: >"$machine/dev/kvm"
	: >"$made_by"
	echo 0x8086 >"$gpu/vendor"
	echo 0x1912 >"$gpu/device"
	echo 0x06 >"$gpu/revision"
	printf '0x%x 0x%x 0x0\n' 1 2 3 4 $((1 << 31)) $(((1 << 31) + (1 << 28) - 1)) >"$gpu/resource"
	ln -s ../../drivers/i915 "$gpu/driver"
	echo Y >"$sys/module/i915/parameters/enable_gvt"
	echo 0 >"$sys/module/i915/parameters/enable_guc"
	sed -n 's/^VGT_VERSION := //p' "$tree/drivers/gpu/vgt/Makefile" >"$sys/module/vgt/version"
	echo 'has_llc: yes' >"$sys/kernel/debug/dri/0/i915_capabilities"
	for name in modprobe rmmod insmod dmesg modinfo; do
		printf '#!/bin/sh\n' >"$machine/bin/$name"
	done
	printf '#!/bin/sh\necho 0\n' >"$machine/bin/id"
	chmod +x "$machine"/bin/*
	guest_does 'results 3; exit 0'
}

# guest_does CODE: what the guest does instead of tests. "results N": N of its three tests are well.
guest_does()
{
	cat >"$machine/guest" <<-EOF
		#!/bin/bash
		tests=(one 'the second' three)
		results() { for ((i = 0; i < \$1; i++)); do echo "ok - \${tests[i]}"; done; }
		case " \$* " in
		*' --list '*) [[ "\$*" = *--only* ]] || printf '%s\n' "\${tests[@]}"; exit ;;
		*' --compare '*) exit ;;
		esac
		echo "\$@" >$machine/guest.args
		$1
	EOF
	chmod +x "$machine/guest"
}

selftest()
{
	PATH=$machine/bin:$PATH timeout -k 5 60 "$tree/build/vgt-selftest" --root "$machine" \
		--guest "$machine/guest" --expected "$machine/guest" --log "$machine/log" "$@"
}

# selftests STATUS REGEX [OPTION...]: it ends so; the regular expression is one of all that it prints.
selftests()
{
	local want=$1 regex=$2 status=0
	shift 2

	selftest "$@" >"$work/out" 2>&1 || status=$?
	[ "$status" = "$want" ] && [[ $(<"$work/out") =~ $regex ]] && return
	echo "status $status, not $want:"
	cat "$work/out"
	return 1
}

none_made()
{
	[ ! -s "$made_by" ] || { echo "vGPU $(<"$made_by") was made"; return 1; }
}

# A test that did not run is no test that is well.
test_selftest_guest()
{
	machine
	tap_check 'selftest: all is well' selftests 0 'vgt-selftest: pass \([0-9]+ passed, 0 skipped\)$'
	tap_check 'selftest: the guest got two vGPUs' grep -qE '^--record [^ ]+ [-0-9a-f]{36} [-0-9a-f]{36}$' \
		"$machine/guest.args"
	guest_does 'results 1; kill -KILL $$'
	tap_check 'selftest: the guest is killed' selftests 1 'not ok - the guest.s program came to its end: .*137'
	tap_check 'selftest: it says what is missing' selftests 1 \
		'not ok - each of its tests has a result: 2 of 3 have none: "the second" "three"'
	guest_does 'exit 0'
	tap_check 'selftest: the guest does nothing' selftests 1 'has a result: 3 of 3.*vgt-selftest: fail'
	guest_does 'results 3; exit 3'
	tap_check 'selftest: the guest ends badly' selftests 1 'its status is 3, not 0.*vgt-selftest: fail'
	guest_does 'results 2; echo "not ok - three"; exit 0'
	tap_check 'selftest: the guest says one thing and another' selftests 1 'its status is 0, not 1'
	guest_does 'results 2; echo "ok - three # SKIP why"; exit 0'
	tap_check 'selftest: a test that is skipped has a result' selftests 0 'pass .*1 skipped'
	machine
	tap_check 'selftest: no test has such a name' selftests 2 "no test of .* has 'four' in its name" --only four
	tap_check 'selftest: and nothing was made' none_made
}

# Nobody else's work is put at risk.
test_selftest_users()
{
	machine
	mkdir -p "$machine"/sys/kernel/vgt/vm{1,7,12}
	echo stopped | tee "$machine"/sys/kernel/vgt/vm{1,7,12}/state >"$work/out"
	tap_check 'selftest: vGPUs that nobody has open' selftests 0 'ok - nobody uses a vGPU'
	: >"$made_by"
	echo running >"$machine/sys/kernel/vgt/vm7/state"
	echo 'held' >"$machine/sys/kernel/vgt/vm12/state"
	tap_check 'selftest: vGPUs in use' selftests 2 'not ok - nobody uses a vGPU: in use: vGPU 12 vGPU 7; end'
	tap_check 'selftest: and none was made' none_made
}

# mdevs N: as the kernel does, for N vGPUs.
mdevs()
{
	local n uuid dir

	for ((n = 0; n < $1; n++)); do
		read -r uuid <"$made_by"
		dir=$machine/sys/bus/mdev/devices/$uuid
		mkdir -p "$dir"
		: >"$dir/remove"
	done
}

end_it()
{
	kill -TERM "$(pgrep -f "vgt-selftest --root $machine" | head -n 1)"
}

# What there is of vGPUs is removed, and there are COUNT.
removed()
{
	local file n=0

	for file in "$machine"/sys/bus/mdev/devices/*/remove; do
		[ "$(cat "$file")" = 1 ] || { echo "$file holds '$(cat "$file")'"; return 1; }
		n=$((n + 1))
	done
	[ $n = "$1" ] || { echo "$n vGPUs, not $1"; return 1; }
}

# ended_while COMMAND...: it is ended by a signal meanwhile, and with status 2.
ended_while()
{
	local status=0 pid

	rm "$made_by"
	mkfifo "$made_by"
	PATH=$machine/bin:$PATH "$tree/build/vgt-selftest" --root "$machine" --guest "$machine/guest" \
		--log "$machine/log" >"$work/out" 2>&1 &
	pid=$!
	"$@"
	wait $pid || status=$?
	[ "$status" = 2 ] || { echo "status $status"; cat "$work/out"; return 1; }
}

# The kernel has made one, and does not make the second.
while_it_makes()
{
	mdevs 1
	end_it
	# It may wait for the second one, or not have begun with it.
	timeout 5 cat "$made_by" >/dev/null || :
}

while_it_works()
{
	mdevs 2
	for _ in {1..200}; do
		[ ! -s "$machine/guest.pid" ] || break
		sleep 0.05
	done
	end_it
}

guest_is_gone()
{
	! kill -0 "$(<"$machine/guest.pid")" 2>/dev/null
}

test_selftest_signals()
{
	machine
	tap_check 'selftest: ended while it makes vGPUs' ended_while while_it_makes
	tap_check 'selftest: the one that there is is removed' removed 1
	machine
	guest_does "results 1; echo \$\$ >$machine/guest.pid; exec sleep 100"
	tap_check 'selftest: ended while the guest works' ended_while while_it_works
	tap_check 'selftest: the guest has ended' guest_is_gone
	tap_check 'selftest: both are removed' removed 2
}

# for_root FILE: a file of its own, which only root reads.
for_root()
{
	[ "$(stat -c '%a %h %F' "$1")" = '600 1 regular file' ] || { stat "$1"; return 1; }
}

# The folder may be another user's.
test_selftest_log()
{
	local option

	machine
	# shellcheck disable=SC2016 # the guest's own
	guest_does 'echo seen >"$2"; results 3'
	for option in log record; do
		echo precious >"$machine/precious"
		ln -s precious "$machine/link"
		tap_check "selftest --$option: a link" selftests 2 'link is a link: name' --$option "$machine/link"
		tap_check "selftest --$option: where it leads to is as before" \
			grep -qx precious "$machine/precious"
		ln "$machine/precious" "$machine/hard"
		chmod 666 "$machine/hard"
		tap_check "selftest --$option: another name of a file" selftests 0 pass --$option "$machine/hard"
		tap_check "selftest --$option: the file is as before" grep -qx precious "$machine/precious"
		tap_check "selftest --$option: it is another one, for root" for_root "$machine/hard"
		tap_check "selftest --$option: no file" selftests 2 'no regular file' --$option "$machine/sys"
		tap_check "selftest --$option: no folder" selftests 2 'cannot write' --$option "$machine/none/x"
		rm -f "$machine"/{link,hard}
	done
	selftest --record "$machine/rec" >"$work/out" 2>&1
	tap_check 'selftest: the record has what the guest saw' grep -qx seen "$machine/rec"
	tap_check 'selftest: the log has all that was printed' diff "$work/out" "$machine/log"
}

test_selftest()
{
	test_selftest_guest
	test_selftest_users
	test_selftest_signals
	test_selftest_log
}
