# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # l1's variables: its options, and folders
#
# Arguments of L1 for QEMU, in the array args. Every device gets a slot by name: QEMU makes devices
# written as JSON last, and the GPU's slot must still be free then. 02 GPU, 03 network, 04 and 05
# disks, 06 ports, from 07 on shares.

# The machine itself: processors, memory, kernel, disks.
machine_args()
{
	local cpu plugins='' plugin words=()

	accel=$(choose_accel "$accel" "$bundle/$image" "$initrd")
	case $accel in
	kvm) cpu=host ;;
	# Five-level page tables only make TCG's walks longer. TCG really executes string
	# instructions by bytes, and each byte is an access of its own to a device's memory.
	# Without the flag that they are fast, the kernel copies eight bytes at a time. With the
	# hypervisor bit, i915 does not copy from the aperture before it packs the record of an
	# error, but packs it byte by byte: ten seconds instead of one.
	tcg)
		cpu=max,-la57,-erms,-fsrm,-hypervisor accel=tcg,thread=multi
		[ -z "$count" ] || words=(--count)
		plugins=$("$here/tcg-plugins" "${words[@]}")
		;;
	esac
	for plugin in $plugins; do
		args+=(-plugin "$plugin")
	done
	args+=(-nodefaults -no-user-config -no-reboot -display none -vga none
		-object "memory-backend-memfd,id=m,size=$mem,share=on"
		-machine q35,memory-backend=m -m "$mem" -accel "$accel" -cpu "$cpu" -smp "$smp"
		-kernel "$bundle/$image" -initrd "$initrd"
		-device isa-debug-exit,iobase=0xf4,iosize=4
		-qmp "unix:$sockets/qmp,server=on,wait=off")
	if [ -n "$system" ]; then
		add_disk root "$root" 04.0 off
	else
		add_disk root "$root" 04.0 on
		add_disk modules "$bundle/modules.img" 05.0 on
	fi
}

# add_disk NAME FILE SLOT SNAPSHOT: with a snapshot (on) the file stays as it is.
add_disk()
{
	args+=(-drive "if=none,id=$1,file=$2,format=raw,snapshot=$4"
		-device "virtio-blk-pci,drive=$1,addr=$3")
}

# The serial console, and the ports that carry the command's output.
console_args()
{
	if [ -n "$interactive" ]; then
		args+=(-chardev "stdio,id=serial,signal=off,logfile=$run/serial.log")
	else
		args+=(-chardev "socket,id=serial,path=$sockets/serial,server=on,wait=off,logfile=$run/serial.log")
	fi
	args+=(-serial chardev:serial -device virtio-serial-pci,addr=06.0
		-chardev "file,id=stdout,path=$sockets/stdout"
		-device virtserialport,chardev=stdout,name=vgt.stdout
		-chardev "file,id=stderr,path=$sockets/stderr"
		-device virtserialport,chardev=stderr,name=vgt.stderr)
}

# The GPU, and a connection to its control socket: each connection that L1 makes to 10.0.2.100
# becomes one to that socket. There is no other network.
gpu_args()
{
	args+=(-device "{\"driver\":\"vfio-user-pci\",\"addr\":\"02.0\",\"socket\":{\"type\":\"unix\",\"path\":\"$sockets/gpu\"}}"
		-netdev "user,id=control,restrict=on,ipv6=off,guestfwd=tcp:10.0.2.100:1-cmd:socat - UNIX-CONNECT:$control"
		-device virtio-net-pci,netdev=control,addr=03.0,romfile=)
}

kernel_line()
{
	local words=(console=ttyS0 panic=-1 oops=panic sysrq_always_enabled=1
		tsc=reliable no_timer_check mitigations=off nowatchdog random.trust_cpu=on
		drm_kms_helper.fbdev_emulation=0)

	# A system has settings of its own. Each character on the serial line is slow.
	if [ -n "$system" ]; then
		words+=(vgt.system quiet systemd.show_status=no net.ifnames=0)
	else
		words+=(i915.enable_gvt=1)
	fi
	[ -z "$interactive" ] || words+=(loglevel=4)
	args+=(-append "${words[*]} $append")
}

# The shares: each as "tag path mode" for L1, and as arguments for QEMU.
add_share()
{
	local tag=$1 dir=$2 path=$3 mode=$4 readonly='' slot

	[ -d "$dir" ] || die "the folder $dir, to be shared, does not exist"
	[ "$mode" = rw ] || readonly=,readonly=on
	[ "$tag" = run ] || printf '%s %s %s\n' "$tag" "$path" "$mode" >>"$run/mounts"
	printf -v slot %02x $((7 + share_number))
	share_number=$((share_number + 1))
	args+=(-fsdev "local,id=$tag,path=${dir//,/,,},security_model=none$readonly"
		-device "virtio-9p-pci,fsdev=$tag,mount_tag=$tag,addr=$slot.0")
}

add_shares()
{
	local share dir mode share_number=0

	: >"$run/mounts"
	add_share run "$run" /run/vgt rw
	add_share work "$tree" /work rw
	add_share cache "$(cache_dir)" /cache ro
	for share in "${shares[@]}"; do
		dir=${share#*=} mode=rw
		if [[ $dir == *:ro ]]; then
			dir=${dir%:ro} mode=ro
		fi
		add_share "${share%%=*}" "$(realpath "$dir")" "/${share%%=*}" "$mode"
	done
}
