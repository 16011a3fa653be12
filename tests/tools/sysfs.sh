# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A made-up tree of the files that vgt has in sysfs. What is written to one stays there. Who sources
# this on a machine with a compiler calls edid_build.
# shellcheck source=../lib/edid.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/edid.sh"

engines=(render blitter video video2 video_enhancement)
counters=(submissions followed mmio_reads mmio_writes ggtt_reads ggtt_writes ggtt_updates ggtt_refused
	ppgtt_writes ppgtt_tables ppgtt_updates ppgtt_refused audit_refusals regs_refused hangs resets pinned_bytes
	host_memory host_memory_limit host_ggtt host_ggtt_limit)

# put TEXT FILE: as the kernel shows it, in one step for who reads.
put()
{
	printf '%s\n' "$1" >"$2.new" && mv "$2.new" "$2"
}

# sysfs_uuid N: the UUID that vGPU N has.
sysfs_uuid()
{
	printf 'aaaaaaaa-bbbb-4ccc-8ddd-%012x' "$1"
}

# sysfs_type ROOT NAME AVAILABLE LOW HIGH WEIGHT RESOLUTION
sysfs_type()
{
	local dir=$1/devices/pci0000:00/0000:00:02.0/mdev_supported_types/$2

	mkdir -p "$dir"
	: >"$dir/create"
	put "$3" "$dir/available_instances"
	printf 'low_gm_size: %sMB\nhigh_gm_size: %sMB\nfence: 4\nresolution: %s\nweight: %s\n' \
		"$4" "$5" "$7" "$6" >"$dir/description"
}

# sysfs_edid NAME: an EDID with that name, 1024x768 at 60 Hz.
sysfs_edid()
{
	edid_make dp:1024x768 "$1"
}

# sysfs_port ROOT N LETTER TYPE CONNECTION
sysfs_port()
{
	local dir=$1/kernel/vgt/vm$2/PORT_$3

	mkdir -p "$dir"
	put "$4" "$dir/type"
	put "$5" "$dir/connection"
	if [ "$5" = connected ]; then sysfs_edid "vgt $2" >"$dir/edid"; else : >"$dir/edid"; fi
}

# sysfs_vgpu ROOT N TYPE: vGPU N.
sysfs_vgpu()
{
	local root=$1 id=$2 uuid name vm mdev
	uuid=$(sysfs_uuid "$id")
	vm=$root/kernel/vgt/vm$id
	mdev=$root/devices/pci0000:00/0000:00:02.0/$uuid

	mkdir -p "$vm/statistics" "$mdev"
	: >"$mdev/remove"
	ln -sfn "../../../kernel/iommu_groups/$((10 + id))" "$mdev/iommu_group"
	ln -sfn "../../../devices/pci0000:00/0000:00:02.0/$uuid" "$root/bus/mdev/devices/$uuid"
	ln -sfn "../../../devices/pci0000:00/0000:00:02.0/$uuid" "$vm/device"
	put "$id" "$vm/vgt_id"
	put "$3" "$vm/type"
	put running "$vm/state"
	put 4 "$vm/weight"
	put 0 "$vm/cap"
	for name in "${engines[@]}"; do
		[ "$name" = video2 ] || put 0 "$vm/statistics/busy_ns_$name"
	done
	for name in "${counters[@]}"; do
		put 0 "$vm/statistics/$name"
	done
	sysfs_port "$root" "$id" B dp connected
	sysfs_port "$root" "$id" C hdmi disconnected
}

# sysfs_make ROOT: a GPU that is shared, and no vGPU.
sysfs_make()
{
	local root=$1

	rm -rf "$root"
	mkdir -p "$root"/{class/mdev_bus,bus/mdev/devices,kernel/vgt/control,module/vgt/parameters}
	# Another mediated device's parent, of no interest.
	mkdir -p "$root/devices/pci0000:00/0000:00:01.0/mdev_supported_types/other-1"
	sysfs_type "$root" i915-GVTg_V5_4 1 128 512 4 1920x1200
	sysfs_type "$root" i915-GVTg_V5_8 3 64 384 2 1024x768
	ln -s ../../devices/pci0000:00/0000:00:01.0 "$root/class/mdev_bus/0000:00:01.0"
	ln -s ../../devices/pci0000:00/0000:00:02.0 "$root/class/mdev_bus/0000:00:02.0"
	put 0 "$root/kernel/vgt/control/foreground_vm"
	put 0 "$root/kernel/vgt/control/host_weight"
	sysfs_card "$root"
	sysfs_resources "$root" 64 2944 24 254
}

# sysfs_resources ROOT APERTURE HIDDEN FENCES VGPUS: what is left.
sysfs_resources()
{
	printf 'aperture_mb %s 192\nhidden_mb %s 3456\nfences %s 28\nvgpus %s 255\n' \
		"$2" "$3" "$4" "$5" >"$1/kernel/vgt/control/available_resource"
}

# sysfs_card ROOT: the GPU's DRM device, and meters of energy.
sysfs_card()
{
	local card=$1/class/drm/card0 power=$1/class/powercap

	mkdir -p "$card/gt/gt0" "$1/class/drm/card0-DP-1" "$power"/intel-rapl{,:0,:0:0,:0:1}
	ln -s ../../../devices/pci0000:00/0000:00:02.0 "$card/device"
	put 350 "$card/gt_act_freq_mhz"
	put 1150 "$card/gt_max_freq_mhz"
	put 0 "$card/gt/gt0/rc6_residency_ms"
	put package-0 "$power/intel-rapl:0/name"
	put core "$power/intel-rapl:0:0/name"
	put uncore "$power/intel-rapl:0:1/name"
	put 0 "$power/intel-rapl:0/energy_uj"
	put 0 "$power/intel-rapl:0:1/energy_uj"
	put 262143328850 "$power/intel-rapl:0/max_energy_range_uj"
	put 262143328850 "$power/intel-rapl:0:1/max_energy_range_uj"
}
