// SPDX-License-Identifier: GPL-2.0-only
/*
 * The OpRegion that user space copies into a guest's memory, and the VBT in it.
 *
 * Sources: linux/vfio.h; i915's intel_opregion.c and intel_vbt_defs.h.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define PCI_VENDOR_INTEL	0x8086
#define PCI_ASLS		0xfc

#define OPREGION_SIZE		8192
#define VBT			0x400
#define BLOCKS_MAX		16

static struct vfio_region_info opregion_info(struct guest *g)
{
	struct vfio_region_info info;

	CHECK(!guest_region(g, VFIO_REGION_TYPE_PCI_VENDOR_TYPE | PCI_VENDOR_INTEL,
			    VFIO_REGION_SUBTYPE_INTEL_IGD_OPREGION, &info),
	      "there is no OpRegion");
	CHECK(info.size == OPREGION_SIZE, "it has %llu bytes", (unsigned long long)info.size);
	return info;
}

static void opregion_read(struct guest *g, u8 *region)
{
	struct vfio_region_info info = opregion_info(g);

	CHECK(pread(g->device, region, OPREGION_SIZE, info.offset) == OPREGION_SIZE,
	      "it is not read: %s", strerror(errno));
}

static u32 le(const u8 *p, u32 len)
{
	u32 val = 0;

	while (len--)
		val = val << 8 | p[len];
	return val;
}

/* The BDB of a VBT that ends before the region does. */
static const u8 *bdb_of(const u8 *vbt)
{
	u32 size = le(vbt + 24, 2), at = le(vbt + 28, 4);

	CHECK(!memcmp(vbt, "$VBT", 4), "no VBT");
	CHECK(size <= OPREGION_SIZE - VBT && at <= size - 22, "VBT of %u bytes, BDB at %u", size,
	      at);
	CHECK(!memcmp(vbt + at, "BIOS_DATA_BLOCK", 16), "no BDB");
	CHECK(le(vbt + at + 20, 2) <= size - at, "its BDB is longer than the VBT");
	return vbt + at;
}

/* The data of one of its blocks. */
static const u8 *bdb_block(const u8 *bdb, u8 id, u32 *size)
{
	u32 end = le(bdb + 20, 2), at = le(bdb + 18, 2), i;

	for (i = 0; i < BLOCKS_MAX && at + 3 <= end; i++) {
		*size = le(bdb + at + 1, 2);
		CHECK(*size <= end - at - 3, "block %u has %u bytes", bdb[at], *size);
		if (bdb[at] == id)
			return bdb + at + 3;
		at += 3 + *size;
	}
	test_die("there is no block %u", id);
}

static void test_read(const struct test_args *args)
{
	u8 region[OPREGION_SIZE], part[12];
	struct vfio_region_info info;
	const u8 *defs;
	struct gpu gpu;
	u32 size;

	gpu_open(&gpu, args->uuid[0]);
	opregion_read(&gpu.g, region);
	CHECK(!memcmp(region, "IntelGraphicsMem", 16), "no signature");
	CHECK(le(region + 0x10, 4) == OPREGION_SIZE / 1024, "a size of %u KiB",
	      le(region + 0x10, 4));
	CHECK(le(region + 0x14, 4) >> 24 == 2, "version %08x", le(region + 0x14, 4));
	CHECK(le(region + 0x58, 4) == 8, "mailboxes 0x%x", le(region + 0x58, 4));
	defs = bdb_block(bdb_of(region + VBT), 2, &size);
	CHECK(size > 5 && defs[4] && !((size - 5) % defs[4]), "children of %u bytes in %u",
	      defs[4], size);
	/* Any part of it, up to its end and no further. */
	info = opregion_info(&gpu.g);
	CHECK(pread(gpu.g.device, part, sizeof(part), info.offset + 0x3ff) == sizeof(part) &&
	      !memcmp(part, region + 0x3ff, sizeof(part)), "a part reads otherwise");
	CHECK(pread(gpu.g.device, part, 4, info.offset + OPREGION_SIZE) < 0, "past its end");
	CHECK(pread(gpu.g.device, part, 4, info.offset + OPREGION_SIZE - 2) < 4,
	      "across its end");
	gpu_close(&gpu);
}

/* The ports that i915 in a guest finds: B to D, for DisplayPort and HDMI. */
static void test_ports(const struct test_args *args)
{
	static const u8 dvo_ports[] = { 7, 8, 9 };
	u8 region[OPREGION_SIZE];
	const u8 *defs, *child;
	struct gpu gpu;
	u32 size, i;

	gpu_open(&gpu, args->uuid[0]);
	opregion_read(&gpu.g, region);
	defs = bdb_block(bdb_of(region + VBT), 2, &size);
	CHECK((size - 5) / defs[4] == ARRAY_SIZE(dvo_ports), "%u ports", (size - 5) / defs[4]);
	for (i = 0; i < ARRAY_SIZE(dvo_ports); i++) {
		child = defs + 5 + i * defs[4];
		CHECK(child[16] == dvo_ports[i], "port %u is %u", i, child[16]);
		CHECK((le(child + 2, 2) & 0x1814) == 0x14, "port %u has type %04x", i,
		      le(child + 2, 2));
	}
	gpu_close(&gpu);
}

static void test_checksum(const struct test_args *args)
{
	u8 region[OPREGION_SIZE], sum = 0;
	struct gpu gpu;
	u32 i;

	gpu_open(&gpu, args->uuid[0]);
	opregion_read(&gpu.g, region);
	bdb_of(region + VBT);
	for (i = 0; i < le(region + VBT + 24, 2); i++)
		sum += region[VBT + i];
	CHECK(!sum, "the bytes' sum is %u", sum);
	gpu_close(&gpu);
}

/* It is read only, and nothing tells a guest of it that does not have a copy. */
static void test_refusals(const struct test_args *args)
{
	u8 before[OPREGION_SIZE], after[OPREGION_SIZE];
	struct vfio_region_info info;
	struct gpu gpu;
	u32 asls = ~0u;

	gpu_open(&gpu, args->uuid[0]);
	info = opregion_info(&gpu.g);
	CHECK(info.flags & VFIO_REGION_INFO_FLAG_READ &&
	      !(info.flags & (VFIO_REGION_INFO_FLAG_WRITE | VFIO_REGION_INFO_FLAG_MMAP)),
	      "flags 0x%x", info.flags);
	opregion_read(&gpu.g, before);
	errno = 0;
	CHECK(pwrite(gpu.g.device, "vgt", 4, info.offset) < 0 && errno == EINVAL,
	      "a write ends with '%s'", strerror(errno));
	CHECK(mmap(NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, gpu.g.device, info.offset) ==
	      MAP_FAILED, "it is mapped");
	opregion_read(&gpu.g, after);
	CHECK(!memcmp(before, after, sizeof(before)), "it has changed");
	CHECK(!region_write(&gpu.g, VFIO_PCI_CONFIG_REGION_INDEX, PCI_ASLS, &asls, 4) &&
	      !region_read(&gpu.g, VFIO_PCI_CONFIG_REGION_INDEX, PCI_ASLS, &asls, 4) && !asls,
	      "ASLS is %08x", asls);
	gpu_close(&gpu);
}

const struct test opregion_tests[] = {
	{ .name = "OpRegion: read", .run = test_read },
	{ .name = "OpRegion: the VBT's ports", .run = test_ports,
	  .kvmgt = "tells of four, with one for a panel, and of no HDMI" },
	{ .name = "OpRegion: the VBT's checksum", .run = test_checksum,
	  .kvmgt = "has none" },
	{ .name = "OpRegion: refusals", .run = test_refusals,
	  .kvmgt = "refuses a write with EFAULT, and lets a guest write ASLS" },
	{ 0 },
};
