# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# For the part of this test that runs in L1: mdevctl keeps a vGPU with its size. $vgtctl and $module
# are those of who sources this.
# shellcheck disable=SC2154
mdevctl_uuid=00000003-0000-4000-8000-000000000000
mdevctl_gpu=0000:00:02.0
# shellcheck source=../lib/mdev.sh
. "${BASH_SOURCE[0]%/*}/../lib/mdev.sh"

mdevctl_has_all()
{
	mdev_has $mdevctl_uuid 'intel_vgpu/low_gm_size 25165824' 'intel_vgpu/high_gm_size 69206016' \
		'intel_vgpu/fence 2' 'intel_vgpu/resolution 1600x900' 'intel_vgpu/weight 7' 'vgt/cap 50' \
		'vgt/PORT_C/type hdmi' 'vgt/PORT_C/connection connected'
}

# It is forgotten; its settings are changed while it is there; vgtctl has mdevctl define it.
mdevctl_saved()
{
	mdevctl undefine --uuid $mdevctl_uuid || return
	$vgtctl monitor 1 B disconnect && $vgtctl monitor 1 B --type hdmi && $vgtctl monitor 1 B connect &&
		$vgtctl cap 1 40 && $vgtctl save --auto 1 || return
	# Again, over what it has defined.
	$vgtctl save 1 || return
	mdevctl list --defined --uuid $mdevctl_uuid | grep -E 'i915-GVTg_V5_8 auto' && return
	mdevctl list --defined
	return 1
}

mdevctl_has_saved()
{
	mdev_has $mdevctl_uuid 'intel_vgpu/low_gm_size 25165824' 'intel_vgpu/high_gm_size 69206016' \
		'intel_vgpu/fence 2' 'intel_vgpu/resolution 1600x900' 'intel_vgpu/weight 7' 'vgt/cap 40' \
		'vgt/PORT_B/type hdmi' 'vgt/PORT_B/connection connected' 'vgt/PORT_C/type hdmi' \
		'vgt/PORT_C/connection connected'
}

# mdevctl_refused REGEX: mdevctl does not start it, nothing is left of it, and the log has a line.
mdevctl_refused()
{
	! mdevctl start --uuid $mdevctl_uuid 2>/dev/null || { echo 'it was started'; return 1; }
	[ ! -e "/sys/bus/mdev/devices/$mdevctl_uuid" ] || { echo 'it is there'; return 1; }
	dmesg | grep vgt: | tail -n 3 | grep -qE "$1" || { dmesg | grep vgt: | tail -n 3; return 1; }
	$vgtctl resources | grep -qE 'aperture_mb +192 +192' || { $vgtctl resources; return 1; }
}

# mdevctl_refused_with NAME VALUE REGEX: with that attribute instead of the last one.
mdevctl_refused_with()
{
	mdevctl modify --uuid $mdevctl_uuid --delattr && mdevctl_attr $mdevctl_uuid "$1 $2" &&
		mdevctl_refused "$3"
}

# No vGPU is there. Afterwards neither.
test_mdevctl()
{
	local attr

	result 'mdevctl: a vGPU is defined' mdevctl define --uuid $mdevctl_uuid \
		--parent $mdevctl_gpu --type i915-GVTg_V5_8 --auto
	for attr in 'intel_vgpu/low_gm_size 24M' 'intel_vgpu/high_gm_size 66M' \
		'intel_vgpu/fence 2' 'intel_vgpu/resolution 1600x900' 'intel_vgpu/weight 7' \
		'vgt/cap 50' 'vgt/PORT_C/type hdmi' 'vgt/PORT_C/connection connect'; do
		result "mdevctl: with $attr" mdevctl_attr $mdevctl_uuid "$attr"
	done
	result 'mdevctl: it starts' mdevctl start --uuid $mdevctl_uuid
	result 'mdevctl: with all of that' mdevctl_has_all
	result 'mdevctl: and stops' mdevctl stop --uuid $mdevctl_uuid
	rmmod vgt
	insmod "$module"
	result 'mdevctl: after a boot' mdevctl start-parent-mdevs $mdevctl_gpu
	result 'mdevctl: it has all of that' mdevctl_has_all
	result 'vgtctl save: what it has is defined' mdevctl_saved
	result 'mdevctl: and stops again' mdevctl stop --uuid $mdevctl_uuid
	result 'vgtctl save: mdevctl starts it' mdevctl start --uuid $mdevctl_uuid
	result 'vgtctl save: with all of that, and what changed' mdevctl_has_saved
	result 'vgtctl save: it stops' mdevctl stop --uuid $mdevctl_uuid
	result 'mdevctl: more aperture than there is' mdevctl_refused_with intel_vgpu/low_gm_size 194M \
		'no room for vGPU 1: it needs 194 MB of aperture, 192 of 192 MB are free, in pieces'
	result 'mdevctl: more hidden space than there is' mdevctl_refused_with intel_vgpu/high_gm_size 3458M \
		'needs 3458 MB of hidden GGTT space, 3456 of 3456 MB are free'
	result 'mdevctl: more fences than there are' mdevctl_refused_with intel_vgpu/fence 29 \
		'needs 29 fence registers, 28 of 28 are free'
	result 'mdevctl: not a multiple of a page' mdevctl_refused_with intel_vgpu/low_gm_size 25165825 \
		'low_gm_size cannot be 25165825 bytes: 8 to 256 MB are possible, in steps of 2'
	result 'mdevctl: no such monitor' mdevctl_refused_with intel_vgpu/resolution 1600x90000 \
		'the height of resolution cannot be 90000: 480 to 2160 are possible'
	result 'mdevctl: it is forgotten' mdevctl undefine --uuid $mdevctl_uuid
}
