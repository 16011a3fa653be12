# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Domains of libvirt's with a vGPU, for the part in L1: the kernel and the initramfs are those of an
# image of scripts/testbed/l2-image; what the guest says is in files.
# shellcheck source=../lib/kernel-log.sh
. "${here:?}/../lib/kernel-log.sh"
images=/var/lib/libvirt/images
image=/cache/l2/managed

# The image's initramfs with the command for its init, see scripts/testbed/inside/l2-init.
domain_initrd()
{
	local add=/root/add

	mkdir -p $add/vgt
	: >$add/vgt/shares
	echo 'exec in-l2' >$add/vgt/command
	cp $image/initramfs $images/initrd
	(cd $add && find . | busybox cpio -o -H newc 2>/dev/null) >>$images/initrd
	cp $image/vmlinuz $images/
}

# domain_port NAME PORT FILE
domain_port()
{
	echo "<channel type='file'><source path='$images/$1.$3'/><target type='virtio' name='vgt.$2'/></channel>"
}

# domain_xml NAME UUID: see scripts/testbed/l2 for what is not as anyone would have it: processor 1,
# no eoi.
domain_xml()
{
	cat <<-EOF
		<domain type='kvm'>
		  <name>$1</name>
		  <memory unit='MiB'>1024</memory>
		  <vcpu cpuset='1'>1</vcpu>
		  <cputune><emulatorpin cpuset='1'/></cputune>
		  <os>
		    <type arch='x86_64' machine='pc'>hvm</type>
		    <kernel>$images/vmlinuz</kernel>
		    <initrd>$images/initrd</initrd>
		    <cmdline>console=ttyS0 quiet panic=-1 tsc=reliable no_timer_check mitigations=off nowatchdog cryptomgr.notests random.trust_cpu=on drm_kms_helper.fbdev_emulation=0</cmdline>
		  </os>
		  <features><acpi/><apic eoi='off'/></features>
		  <cpu mode='host-passthrough' migratable='off'/>
		  <on_poweroff>destroy</on_poweroff><on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>
		  <devices>
		    <emulator>/usr/bin/qemu-system-x86_64</emulator>
		    <controller type='usb' model='none'/>
		    <serial type='file'><source path='$images/$1.serial'/></serial>
		    $(domain_port "$1" output out)
		    $(domain_port "$1" dmesg dmesg)
		    $(domain_port "$1" status status)
		    <graphics type='vnc' listen='127.0.0.1' autoport='yes'/>
		    <video><model type='none'/></video>
		    <memballoon model='none'/>
		    <hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci' display='on'>
		      <source><address uuid='$2'/></source>
		      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
		    </hostdev>
		  </devices>
		</domain>
	EOF
}

domain_define()
{
	[ -e $images/initrd ] || domain_initrd
	domain_xml "$1" "$2" >"/root/$1.xml"
	virsh define "/root/$1.xml"
}

domain_pid()
{
	cat "/run/libvirt/qemu/$1.pid"
}

domain_running()
{
	[ "$(virsh domstate "$1" 2>/dev/null)" = running ]
}

# domain_says NAME LINE: within five minutes, while it runs.
domain_says()
{
	local i

	for i in {1..300}; do
		! grep -qx "$2" "$images/$1.out" || return 0
		domain_running "$1" || break
		sleep 1
	done
	grep -qx "$2" "$images/$1.out" && return
	echo "after $i s:"
	tail -n 10 "$images/$1.out" "/var/log/libvirt/qemu/$1.log"
	return 1
}

domain_ends()
{
	local i

	for i in {1..60}; do
		domain_running "$1" || break
		sleep 1
	done
	[ "$(cat "$images/$1.status")" = 0 ] || { echo "status $(cat "$images/$1.status") after $i s"; return 1; }
	[ "$(virsh domstate "$1")" = 'shut off' ]
}

# domain_picture NAME WIDTHxHEIGHT: libvirt's PNG has that size, and is not one of nothing, which is
# a few KB.
domain_picture()
{
	local file=/root/$1.png size

	virsh screenshot "$1" --file "$file" || return
	# Of its first chunk: width and height, highest byte first.
	size=$(od -A n -t u4 --endian=big -j 16 -N 8 "$file" | awk '{ print $1 "x" $2 }')
	[ "$size" = "$2" ] || { echo "it is $size"; return 1; }
	[ "$(stat -c %s "$file")" -gt 20000 ] || { echo "it has $(stat -c %s "$file") bytes"; return 1; }
	cp "$file" "$VGT_LOG/"
}

domain_log_clean()
{
	log_clean "$images/$1.dmesg" /root/allowed
}
