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
	cp $image/vmlinuz $images/ && cp $image/initramfs $images/initrd.new &&
		(cd $add && find . | busybox cpio -o -H newc 2>/dev/null) >>$images/initrd.new &&
		mv $images/initrd.new $images/initrd
}

# domain_port NAME PORT FILE
domain_port()
{
	echo "<channel type='file'><source path='$images/$1.$3'/><target type='virtio' name='vgt.$2'/></channel>"
}

# domain_xml NAME UUID [WORD]: with the word on the kernel's command line, see in-l2. For what is not as
# anyone would have it, processor 1 and no eoi, see scripts/testbed/l2.
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
		    <cmdline>console=ttyS0 quiet panic=-1 tsc=reliable no_timer_check mitigations=off nowatchdog cryptomgr.notests random.trust_cpu=on drm_kms_helper.fbdev_emulation=0 ${3-}</cmdline>
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

# domain_define NAME UUID [WORD]: in place of the one that had the name.
domain_define()
{
	[ -e $images/initrd ] || domain_initrd || return
	domain_xml "$@" >"/root/$1.xml"
	virsh undefine "$1" >/dev/null 2>&1
	virsh define "/root/$1.xml"
}

# domain_start NAME: nothing of what it said before is left.
domain_start()
{
	rm -f "$images/$1".{out,dmesg,status}
	virsh start "$1"
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
		! grep -qsx "$2" "$images/$1.out" || return 0
		domain_running "$1" || break
		sleep 1
	done
	grep -qsx "$2" "$images/$1.out" && return
	echo "after $i s:"
	tail -n 10 "$images/$1.out" "/var/log/libvirt/qemu/$1.log"
	return 1
}

# domain_works_on NAME: its guest ends two more rounds of its work, of which it began one after now.
domain_works_on()
{
	local round

	round=$(sed -n 's/^in-l2: round //p' "$images/$1.out" | tail -n 1)
	domain_says "$1" "in-l2: round $((${round:-0} + 2))"
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

# domain_shows NAME WIDTHxHEIGHT: libvirt's PNG has that size, and not one colour alone: deflate makes
# three bytes of a pixel 1030 times smaller then. ./run counts its colours.
domain_shows()
{
	local file=$VGT_LOG/$1.png size bytes

	virsh screenshot "$1" --file "$file" || return
	# Of its first chunk: width and height, highest byte first.
	size=$(od -A n -t u4 --endian=big -j 16 -N 8 "$file" | awk '{ print $1 "x" $2 }')
	[ "$size" = "$2" ] || { echo "it is $size"; return 1; }
	bytes=$(stat -c %s "$file")
	[ "$bytes" -gt $((${2%x*} * ${2#*x} * 3 / 900)) ] || { echo "it has $bytes bytes"; return 1; }
}

# domain_picture NAME WIDTHxHEIGHT: the same as soon as the guest has set its mode.
domain_picture()
{
	local said i

	for i in {1..40}; do
		said=$(domain_shows "$@" 2>&1) && return
		domain_running "$1" || break
		sleep 1
	done
	echo "at try $i: $said"
	return 1
}

domain_log_clean()
{
	log_clean "$images/$1.dmesg" /root/allowed
}
