# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Which accelerator runs L1: KVM if it can boot a stock kernel that can run guests of its own,
# else TCG.

# kvm_verdict KERNEL INITRD: boots the kernel once. L1's initramfs answers through
# isa-debug-exit: 3 for yes, 5 for no nesting.
kvm_verdict()
{
	local status=0 qemu

	qemu=$(dirname "${BASH_SOURCE[0]}")/../testbed/qemu
	timeout 20 "$qemu" -machine q35 -accel kvm -cpu host -m 1G -nodefaults \
		-no-reboot -display none -kernel "$1" -initrd "$2" \
		-device isa-debug-exit,iobase=0xf4,iosize=4 \
		-append 'vgt.probe quiet panic=-1' >/dev/null 2>&1 || status=$?
	case $status in
	3) echo "kvm" ;;
	5) echo "tcg: KVM works, but without nesting" ;;
	124) echo "tcg: KVM did not boot a stock kernel within 20 s" ;;
	*) echo "tcg: KVM cannot boot a stock kernel" ;;
	esac
}

# choose_accel auto|tcg|kvm KERNEL INITRD: prints kvm or tcg. The result takes seconds, and is
# cached for this machine and its running kernel.
choose_accel()
{
	local memo

	case $1 in
	tcg|kvm) echo "$1"; return ;;
	auto) ;;
	*) die "--accel $1: must be auto, tcg or kvm" ;;
	esac
	if [ ! -w /dev/kvm ]; then
		echo tcg
		return
	fi
	memo=$(cache_dir)/memo/accel-$(content_key "$(uname -rv)" \
		"$(grep -m1 'model name' /proc/cpuinfo)")
	if [ ! -f "$memo" ]; then
		say "trying whether KVM boots a stock kernel here (once, up to 20 s)"
		mkdir -p "${memo%/*}"
		kvm_verdict "$2" "$3" >"$memo.new"
		mv "$memo.new" "$memo"
		say "verdict: $(<"$memo")"
	fi
	cut -d: -f1 "$memo"
}
