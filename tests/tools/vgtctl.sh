# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Every command of vgtctl, and every error.
: "${sys:?}" "${proc:?}" "${work:?}" "${vgtctl:?}" "${refuse:?}"

# Before each group: a fresh tree with two vGPUs.
fresh()
{
	if [ ! -d "$sys.fresh" ]; then
		sysfs_make "$sys.fresh"
		sysfs_vgpu "$sys.fresh" 1 i915-GVTg_V5_4
		sysfs_vgpu "$sys.fresh" 2 i915-GVTg_V5_8
	fi
	rm -rf "$sys"
	cp -a "$sys.fresh" "$sys"
	rm -rf "${proc:?}"
	mkdir -p "$proc"
}

# does STATUS STDOUT STDERR WORD...: vgtctl ends so; the texts are extended regular
# expressions of all that it prints, or empty for nothing.
does()
{
	local status=0 want=$1 out=$2 err=$3
	shift 3

	timeout 20 "$vgtctl" --sysfs "$sys" "$@" >"$work/out" 2>"$work/err" || status=$?
	matches "$out" "$work/out" && matches "$err" "$work/err" && [ "$status" = "$want" ] && return
	echo "status $status, not $want; stdout, stderr:"
	cat "$work/out" "$work/err"
	return 1
}

matches()
{
	if [ -z "$1" ]; then
		[ ! -s "$2" ]
	else
		[[ $(cat "$2") =~ $1 ]]
	fi
}

# refused FILE:ERRNO STDERR WORD...: vgtctl fails where the kernel refuses that.
refused()
{
	local rule=$1 err=$2
	shift 2

	VGT_REFUSE=$rule LD_PRELOAD=$refuse does 1 '' "$err" "$@"
}

# holds TEXT FILE: that is what was written.
holds()
{
	[ "$(cat "$2")" = "$1" ] || { echo "$2 holds '$(cat "$2")'"; return 1; }
}

test_usage()
{
	tap_check 'no command' does 2 '' 'Usage: vgtctl'
	tap_check '--help' does 0 'Usage: vgtctl.*monitor VGPU' '' --help
	tap_check 'unknown command' does 2 '' "no command 'lst': 'vgtctl --help'" lst
	tap_check 'unknown option' does 2 '' 'unrecognized option' --frob list
	tap_check 'too many words' does 2 '' '^vgtctl[^:]*: usage: vgtctl list' list 1
	tap_check 'too few words' does 2 '' 'usage: vgtctl remove VGPU' remove
	tap_check 'no id and no UUID' does 1 '' "'x1' is neither the id .* nor a UUID" stats x1
	tap_check 'an id and more' does 1 '' "'1x' is neither" stats 1x
	tap_check 'a negative id' does 1 '' "'-1' is neither" stats -1
	tap_check 'an id that is not there' does 1 '' "no vGPU 9: 'vgtctl list'" stats 9
	tap_check 'the host is no vGPU' does 1 '' 'no vGPU 0' stats 0
	tap_check 'a huge id' does 1 '' 'is neither|no vGPU' stats 99999999999999999999
	tap_check 'an id, hexadecimal' does 0 submissions '' stats 0x2
	tap_check 'a UUID' does 0 submissions '' stats "$(sysfs_uuid 2)"
	tap_check 'a UUID in capitals' does 0 submissions '' stats "$(sysfs_uuid 2 | tr a-f A-F)"
	tap_check 'a UUID that is not there' does 1 '' 'no vGPU aaaaaaaa' stats "$(sysfs_uuid 3)"
}

no_module()
{
	rm -r "$sys/kernel/vgt"
	does 1 '' "vgt is not loaded: 'modprobe vgt' loads it.*dmesg" "$@"
}

test_missing()
{
	local command

	for command in list types resources 'create V5_4' 'remove 1' show 'weight 1' 'weight host' 'cap 1' \
		'monitor 1' 'stats 1'; do
		fresh
		# shellcheck disable=SC2086 # words
		tap_check "without the module: $command" no_module $command
	done
	mkdir -p "$sys/module/kvmgt"
	tap_check 'kvmgt in its place' does 1 '' "kvmgt is: 'rmmod kvmgt', then 'modprobe vgt'" list
	rm -r "$sys/kernel"
	tap_check 'not a sysfs' does 1 '' "is not sysfs: there is no folder 'kernel'" list
	fresh
	tap_check 'output that cannot be written' \
		full_disk 1 'cannot write the output' "$vgtctl" --sysfs "$sys" list
}

test_list()
{
	fresh
	sysfs_vgpu "$sys" 10 i915-GVTg_V5_8
	put 'held (made hang too often)' "$sys/kernel/vgt/vm10/state"
	put 50 "$sys/kernel/vgt/vm2/cap"
	put 2 "$sys/kernel/vgt/control/foreground_vm"
	put connected "$sys/kernel/vgt/vm2/PORT_C/connection"
	local one two ten
	one="1 +$(sysfs_uuid 1) +i915-GVTg_V5_4 +4 +none +B +no +running"
	two="2 +$(sysfs_uuid 2) +i915-GVTg_V5_8 +4 +50 +BC +yes +running"
	ten="10 +$(sysfs_uuid 10) +.* +no +held .made hang too often."
	tap_check 'list, by id' does 0 "^ID .*"$'\n'"$one"$'\n'"$two"$'\n'"$ten" '' list
	rm "$sys"/kernel/vgt/vm1/{device,type,state,weight,cap}
	rm "$sys/kernel/vgt/control/foreground_vm"
	tap_check 'list, where files are missing' does 0 $'\n1 +- +- +- +- +B +no +-\n' '' list
	sysfs_make "$sys"
	tap_check 'list, without any' does 0 '^ID[^'$'\n'']*$' '' list
	tap_check 'types' does 0 'V5_4 +1 +128 MB +512 MB +4 +4 +1920x1200.*V5_8 +3 +64 MB' '' types
	rm -r "$sys"/devices/pci0000:00/0000:00:02.0
	tap_check 'types, where no GPU is shared' does 1 '' 'no GPU is shared' types
	tap_check 'resources' does 0 'aperture_mb +64 +192.*fences +24 +28' '' resources
	rm "$sys/kernel/vgt/control/available_resource"
	tap_check 'resources, without the file' does 1 '' 'cannot tell what is left' resources
}

# made UUID TYPE-FOLDER: that was written to its create.
made()
{
	holds "$1" "$sys/class/mdev_bus/0000:00:02.0/mdev_supported_types/$2/create"
}

random_uuid()
{
	local a b

	a=$("$vgtctl" --sysfs "$sys" create GVTg_V5_8) && made "$a" i915-GVTg_V5_8 || return
	b=$("$vgtctl" --sysfs "$sys" create V5_8) && made "$b" i915-GVTg_V5_8 || return
	[[ $a != "$b" && $a =~ ^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$ ]]
}

test_create()
{
	local uuid=0abcdef0-1111-4222-8333-444444444444

	fresh
	tap_check 'create with a UUID' does 0 "^$uuid\$" '' create --uuid $uuid i915-GVTg_V5_4
	tap_check 'as was written' made $uuid i915-GVTg_V5_4
	tap_check 'the option after the type' does 0 "^$uuid\$" '' create V5_8 --uuid="${uuid^^}"
	tap_check 'in small letters' made $uuid i915-GVTg_V5_8
	tap_check 'create with a random UUID' random_uuid
	tap_check 'no type of that name' does 1 '' "no type 'V5_9': 'vgtctl types'" create V5_9
	tap_check 'not a UUID' does 2 '' "'123' is not a UUID" create --uuid 123 V5_4
	tap_check 'nearly a UUID' does 2 '' 'is not a UUID' create --uuid ${uuid/-/_} V5_4
	tap_check 'two types' does 2 '' 'usage: vgtctl create' create V5_4 V5_8
	tap_check 'an option it does not have' does 2 '' 'usage: vgtctl create' create --size 1 V5_4
	tap_check 'no room: aperture' refused create:ENOSPC \
		'needs 128 MB of aperture, 64 of 192 are free: remove others' create V5_4
	sysfs_resources "$sys" 192 100 24 254
	tap_check 'no room: hidden' refused create:ENOSPC \
		'needs 512 MB of hidden GGTT space, 100 of 3456 are free' create V5_4
	sysfs_resources "$sys" 192 3456 3 254
	tap_check 'no room: fences' refused create:EDQUOT 'needs 4 fence registers, 3 of 28' create V5_4
	sysfs_resources "$sys" 192 3456 28 254
	tap_check 'no room, for the books do not know why' refused create:ENOSPC \
		'i915 uses what was left, or it is in pieces; .dmesg' create V5_4
	tap_check 'no fences, likewise' refused create:EDQUOT 'too few fence registers' create V5_4
	put virtual "$sys/module/vgt/parameters/ggtt"
	sysfs_resources "$sys" 0 639 0 254
	tap_check 'no room, virtual addresses: hidden takes all of it' refused create:ENOSPC \
		'needs 640 MB of hidden GGTT space, 639 of 3456 are free' create V5_4
	sysfs_resources "$sys" 0 640 0 254
	tap_check 'no room, virtual addresses: the aperture is not what is short' refused create:ENOSPC \
		'i915 uses what was left, or it is in pieces' create V5_4
	put slice "$sys/module/vgt/parameters/ggtt"
	tap_check 'no room, own part of the aperture' refused create:ENOSPC \
		'needs 128 MB of aperture, 0 of 192 are free' create V5_4
	rm "$sys/module/vgt/parameters/ggtt"
	sysfs_resources "$sys" 192 3456 28 254
	tap_check 'no ids' refused create:EUSERS 'as many vGPUs as there can be: remove' create V5_4
	tap_check 'UUID in use' refused create:EEXIST 'with this UUID exists already' create V5_4
	tap_check 'no GPU any more' refused create:ENODEV 'shared no longer' create V5_4
	tap_check 'no memory' refused create:ENOMEM 'out of memory' create V5_4
	tap_check 'sysfs read-only' refused create:EROFS 'mounted read-only' create V5_4
	tap_check 'an error nobody thought of' refused create:EIO 'Input/output error' create V5_4
	chmod 755 "$work" && chmod -R a+rX "$sys"
	chmod 200 "$sys"/class/mdev_bus/0000:00:02.0/mdev_supported_types/*/create
	tap_check 'not root' not_root create V5_4
}

not_root()
{
	cp "$vgtctl" "$work/vgtctl"
	! setpriv --reuid 65534 --clear-groups "$work/vgtctl" --sysfs "$sys" "$@" 2>"$work/err" &&
		grep -q 'permission denied: this takes root' "$work/err"
}

# Opening a pipe for writing waits, as the kernel's remove does while the vGPU is in use.
remove_in_use()
{
	local file
	file=$sys/bus/mdev/devices/$(sysfs_uuid 1)/remove

	rm "$file"
	mkfifo "$file"
	"$vgtctl" --sysfs "$sys" remove 1 2>"$work/err" &
	for _ in {1..100}; do
		! grep -q 'vGPU 1 is in use: waiting until its virtual machine ends' "$work/err" || break
		sleep 0.1
	done
	grep -q 'is in use' "$work/err" || { echo 'it did not tell'; kill $!; return 1; }
	[ "$(timeout 10 cat "$file")" = 1 ] && wait $!
}

test_remove()
{
	fresh
	tap_check 'remove' does 0 '' '' remove 1
	tap_check 'as was written' holds 1 "$sys/bus/mdev/devices/$(sysfs_uuid 1)/remove"
	tap_check 'remove by UUID' does 0 '' '' remove "$(sysfs_uuid 2)"
	tap_check 'remove what is not there' does 1 '' 'no vGPU 3' remove 3
	tap_check 'remove one in use: it waits, and tells' remove_in_use
	fresh
	tap_check 'removed twice at once' refused remove:EAGAIN 'being removed already' remove 1
	tap_check 'remove while the GPU goes' refused remove:ENODEV 'all vGPUs are removed' remove 1
	rm "$sys/kernel/vgt/vm1/device"
	tap_check 'remove one that is on its way out' does 1 '' 'being removed already' remove 1
}

test_show()
{
	local file=$sys/kernel/vgt/control/foreground_vm

	fresh
	tap_check 'show: the host' does 0 '^0 host$' '' show
	tap_check 'show a vGPU' does 0 '' '' show 2
	tap_check 'as was written' holds 2 "$file"
	tap_check 'show: the vGPU' does 0 "^2 $(sysfs_uuid 2)\$" '' show
	tap_check 'show by UUID' does 0 '' '' show "$(sysfs_uuid 1)"
	tap_check 'as was written, too' holds 1 "$file"
	tap_check 'show host' does 0 '' '' show host
	tap_check 'which is 0' holds 0 "$file"
	tap_check 'show 0' does 0 '' '' show 0
	tap_check 'show what is not there' does 1 '' 'no vGPU 3' show 3
	tap_check 'it went meanwhile' refused foreground_vm:ENODEV 'no such vGPU any more' show 1
	tap_check 'its display is not ready' refused foreground_vm:EAGAIN \
		'cannot show vGPU 1: the virtual machine shows nothing' show 1
	tap_check 'another program has the monitor' refused foreground_vm:EBUSY \
		'another program has the monitor: end it' show 1
	tap_check 'the host has no monitor' refused foreground_vm:ENXIO 'no monitor on: connect' show 1
	tap_check 'a picture that its monitor cannot show' refused foreground_vm:EINVAL \
		'set another resolution' show 1
	tap_check 'so that the host cannot be shown' refused foreground_vm:EBUSY \
		'cannot show the host: another program' show host
	rm "$file"
	tap_check 'a module without it' does 1 '' 'cannot show virtual machines: a newer' show 1
	tap_check 'nor can it tell' does 1 '' 'cannot tell who .* a newer one' show
}

test_share()
{
	local vm=$sys/kernel/vgt/vm1

	fresh
	tap_check 'weight' does 0 '^4$' '' weight 1
	tap_check 'weight, set' does 0 '' '' weight 1 1000
	tap_check 'as was written' holds 1000 "$vm/weight"
	tap_check 'a shorter one' does 0 '' '' weight 1 0x10
	tap_check 'in decimal' holds 16 "$vm/weight"
	tap_check 'not a weight' does 1 '' "to 'much': a weight is a number from 1 to 1000" weight 1 much
	tap_check 'a weight for the kernel to refuse' refused weight:EINVAL 'from 1 to 1000' weight 1 0
	tap_check 'or so' refused weight:ERANGE 'from 1 to 1000' weight 1 5000
	tap_check 'the host'"'"'s weight' does 0 '^none$' '' weight host
	tap_check 'set' does 0 '' '' weight 0 16
	tap_check 'as was written' holds 16 "$sys/kernel/vgt/control/host_weight"
	tap_check 'and told' does 0 '^16$' '' weight host
	tap_check 'none again' does 0 '' '' weight host none
	tap_check 'is 0' holds 0 "$sys/kernel/vgt/control/host_weight"
	tap_check 'not a weight of the host' does 1 '' 'from 1 to 1000; or none' weight host much
	rm "$sys/kernel/vgt/control/host_weight"
	tap_check 'a module without it' does 1 '' 'no weight for the host: a newer' weight host 4
	tap_check 'cap: none' does 0 '^none$' '' cap 1
	tap_check 'cap, set' does 0 '' '' cap 1 50
	tap_check 'as was written' holds 50 "$vm/cap"
	tap_check 'cap: 50' does 0 '^50$' '' cap 1
	tap_check 'cap none' does 0 '' '' cap 1 none
	tap_check 'is 0' holds 0 "$vm/cap"
	put 100 "$vm/cap"
	tap_check 'and so is 100' does 0 '^none$' '' cap 1
	tap_check 'not a cap' does 1 '' "to '50%': a cap is a number from 1 to 100" cap 1 50%
	tap_check 'a cap for the kernel to refuse' refused cap:EINVAL 'from 1 to 100' cap 1 101
	rm "$vm/weight" "$vm/cap"
	tap_check 'a module without weights' does 1 '' 'no weights .* a newer one' weight 1 4
	tap_check 'a module without caps' does 1 '' 'has no caps: a newer one' cap 1 50
	tap_check 'nor can it tell' does 1 '' 'does not have it: a newer one' cap 1
}

same_edid()
{
	cmp "$work/new.edid" "$sys/kernel/vgt/vm1/PORT_$1/edid"
}

test_monitor()
{
	local port=$sys/kernel/vgt/vm1/PORT_C

	fresh
	sysfs_edid 'another' >"$work/new.edid"
	tap_check 'monitor' does 0 \
		'B +dp +connected +1024x768@60 +vgt 1'$'\n''C +hdmi +disconnected +- +-$' '' monitor 1
	tap_check 'monitor of a port' does 0 '^PORT[^'$'\n'']*'$'\n''C +hdmi' '' monitor 1 C
	tap_check 'connect' does 0 '' '' monitor 1 C connect
	tap_check 'as was written' holds connect "$port/connection"
	tap_check 'disconnect' does 0 '' '' monitor 1 port_c disconnect
	tap_check 'as was written' holds disconnect "$port/connection"
	tap_check 'an EDID' does 0 '' '' monitor 1 PORT_C --edid "$work/new.edid"
	tap_check 'as was written' same_edid C
	tap_check 'and nothing else' holds disconnect "$port/connection"
	tap_check 'a type' does 0 '' '' monitor 1 C --type dp
	tap_check 'as was written' holds dp "$port/type"
	put connected "$sys/kernel/vgt/vm1/PORT_B/connection"
	tap_check 'for one that is connected: when it counts' does 0 '' \
		"stays as it is until 'vgtctl monitor 1 B connect'" monitor 1 B --type hdmi
	tap_check 'a type for the kernel to refuse' refused type:EINVAL \
		"port C of vGPU 1 'vga': a type is dp, hdmi or none" monitor 1 C --type vga
	tap_check 'a port in use' refused type:EBUSY 'disconnect it first' monitor 1 C --type none
	tap_check 'both' does 0 '' '' monitor 1 B connect --edid "$work/new.edid"
	tap_check 'the EDID' same_edid B
	tap_check 'and the plug' holds connect "$sys/kernel/vgt/vm1/PORT_B/connection"
	tap_check 'both, the other way round' does 0 '' '' monitor 1 C --edid "$work/new.edid" connect
	tap_check 'a port it does not have' does 1 '' "no port 'D': 'vgtctl monitor 1'" monitor 1 D
	tap_check 'not a port' does 1 '' "no port 'VGA'" monitor 1 VGA
	tap_check 'not a verb' does 2 '' 'usage: vgtctl monitor' monitor 1 C plug
	tap_check 'two verbs' does 2 '' 'usage: vgtctl monitor' monitor 1 C connect disconnect
	tap_check 'no file' does 1 '' 'cannot read .*: No such file' monitor 1 C --edid "$work/none"
	: >"$port/edid"
	test_bad_edid
	tap_check 'none of them was written' holds '' "$port/edid"
	tap_check 'an EDID for the kernel to refuse' refused edid:EINVAL \
		'does not take it as an EDID' monitor 1 C connect --edid "$work/new.edid"
	tap_check 'then nothing is connected' holds connect "$port/connection"
	tap_check 'a plug for the kernel to refuse' refused connection:ENODEV \
		'cannot connect port C of vGPU 1: .* its type is none' monitor 1 C connect
	rm -r "$sys"/kernel/vgt/vm1/PORT_*
	tap_check 'a module without ports' does 1 PORT 'no monitors that can be set' monitor 1
}

test_bad_edid()
{
	local bad=$work/bad.edid

	head -c 127 "$work/new.edid" >"$bad"
	tap_check 'EDID: size' does 1 '' 'is no EDID: its size is no multiple' monitor 1 C --edid "$bad"
	: >"$bad"
	tap_check 'EDID: empty' does 1 '' 'is no EDID: its size' monitor 1 C --edid "$bad"
	head -c 128 /dev/zero >"$bad"
	tap_check 'EDID: magic' does 1 '' 'does not begin as an EDID' monitor 1 C --edid "$bad"
	{ head -c 20 "$work/new.edid"; printf x; tail -c 107 "$work/new.edid"; } >"$bad"
	tap_check 'EDID: checksum' does 1 '' 'a checksum is wrong' monitor 1 C --edid "$bad"
	{ cat "$work/new.edid"; head -c 128 /dev/zero; } >"$bad"
	tap_check 'EDID: extensions' does 1 '' 'another number of extensions' monitor 1 C --edid "$bad"
	head -c 100000 /dev/zero >"$bad"
	tap_check 'EDID: too large' does 1 '' 'it is too large' monitor 1 C --edid "$bad"
}

test_stats()
{
	fresh
	put 12345 "$sys/kernel/vgt/vm1/statistics/submissions"
	put 18446744073709551615 "$sys/kernel/vgt/vm1/statistics/busy_ns_render"
	tap_check 'stats' does 0 'busy_ns_render +18446744073709551615.*submissions +12345' '' stats 1
	tap_check 'an engine that is not there' not_told busy_ns_video2
	rm -r "$sys/kernel/vgt/vm1/statistics"
	tap_check 'a module without them' does 1 '' 'counts nothing: a newer one' stats 1
}

# records STATUS STDERR WORD...: vgtctl records vGPU 1 into a new file.
records()
{
	rm -f "$work/rec"
	does "$1" '' "$2" record 1 "$work/rec" "${@:3}"
}

# What a record begins with: a head, and flags behind it.
record_file()
{
	local dir=$sys/kernel/debug/vgt/vm1

	mkdir -p "$dir"
	printf '\0\0\010\0\0\0\0\0VGTREC\1\0%b\0\0\0\1\0\0\0' "\\00$1" >"$dir/record$2"
}

killed()
{
	rm -f "$work/rec"
	"$vgtctl" --sysfs "$sys" record 1 "$work/rec" &
	local pid=$!

	for _ in {1..100}; do
		[ ! -s "$work/rec" ] || break
		sleep 0.05
	done
	kill -INT $pid
	wait $pid && cmp "$work/rec" "$sys/kernel/debug/vgt/vm1/record"
}

test_record()
{
	fresh
	tap_check 'record: no recorder' records 1 'no file in debugfs: .mount -t debugfs'
	tap_check 'and no file is left' test ! -e "$work/rec"
	record_file 0 ''
	record_file 1 _memory
	tap_check 'record' records 0 '' --seconds 1
	tap_check 'what was read is in the file' cmp "$work/rec" "$sys/kernel/debug/vgt/vm1/record"
	tap_check 'only its owner may read it' test "$(stat -c %a "$work/rec")" = 600
	tap_check 'a file that exists' does 1 '' "cannot create '.*/rec': File exists" record 1 "$work/rec"
	tap_check 'with memory' records 0 '' --memory --seconds 1
	tap_check 'is in the file' cmp "$work/rec" "$sys/kernel/debug/vgt/vm1/record_memory"
	record_file 2 ''
	tap_check 'a vGPU that is in use' records 0 'in use: its record begins in the middle' --seconds 1
	tap_check 'until it is interrupted' killed
	tap_check 'no file' does 2 '' 'usage: vgtctl record VGPU FILE' record 1
	tap_check 'no number' does 2 '' 'usage: vgtctl record' record 1 "$work/none" --seconds x
	tap_check 'no vGPU' does 1 '' 'no vGPU 9' record 9 "$work/none"
	tap_check 'no JSON' does 2 '' 'record prints no JSON' --json record 1 "$work/none"
}

not_told()
{
	! "$vgtctl" --sysfs "$sys" stats 1 | grep "$1"
}

test_vgtctl()
{
	fresh
	test_usage
	test_missing
	test_list
	test_create
	test_remove
	test_show
	test_share
	test_monitor
	test_stats
	test_record
}
