// SPDX-License-Identifier: GPL-2.0-only
/*
 * Monitors that are set up from outside, by VFIO's EDID region and in /sys/kernel/vgt:
 * what the guest's driver sees of them.
 *
 * Sources: linux/vfio.h; Intel OSRC Skylake PRM vol 2c (DDI_AUX_CTL, SDE interrupts),
 * Broadwell PRM vol 2c (the chipset's DP_AUX_CTL);
 * VESA E-EDID A.2.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

#define SDEISR		0xc4000
#define SDEIMR		0xc4004
#define SDEIIR		0xc4008
#define SDEIER		0xc400c
#define HOTPLUG_B	BIT(21)
#define HOTPLUG_C	BIT(22)
#define MASTER_ENABLE	BIT(31)
#define PORT_HOTPLUG	0xc4030
#define SFUSE_STRAP	0xc2014
#define AUX_CTL		0x64010
#define GEN8_PCH_AUX	0xe4010		/* all but port A's */

#define PATH_SIZE	256
#define EDID_MAX	512

/* ---- EDIDs ---- */

static void port_path(char *path, const char *uuid, char port, const char *file)
{
	char id_path[PATH_SIZE];
	FILE *f;
	int id;

	snprintf(id_path, sizeof(id_path), "/sys/bus/mdev/devices/%s/intel_vgpu/vgpu_id", uuid);
	f = fopen(id_path, "r");
	CHECK(f && fscanf(f, "%d", &id) == 1, "%s cannot be read", id_path);
	fclose(f);
	snprintf(path, PATH_SIZE, "/sys/kernel/vgt/vm%d/PORT_%c/%s", id, port, file);
}

static size_t port_read(const char *uuid, char port, const char *file, void *data, size_t size)
{
	char path[PATH_SIZE];
	ssize_t n;
	int fd;

	port_path(path, uuid, port, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0, "%s: %s", path, strerror(errno));
	n = read(fd, data, size);
	CHECK(n >= 0, "%s: %s", path, strerror(errno));
	close(fd);
	return n;
}

/* The monitor of the vGPU's type, with another serial number. */
static void edid_make(const char *uuid, u8 *edid, u8 serial)
{
	u8 have[EDID_MAX], sum = 0;
	u32 i;

	CHECK(port_read(uuid, 'B', "edid", have, sizeof(have)) == 128, "port B has no EDID");
	memcpy(edid, have, 128);
	edid[12] = serial;
	for (i = 0; i < 127; i++)
		sum += edid[i];
	edid[127] = -sum;
}

/* A message over the AUX channel of a port; its answer's first byte. */
static u32 aux(struct guest *g, u32 port, u8 *msg, u32 len, u32 *got)
{
	u32 ctl = (guest_gen(g) < 9 && port ? GEN8_PCH_AUX : AUX_CTL) + 0x100 * port;
	u32 i, status, word;

	for (i = 0; i < 20; i += 4) {
		word = (u32)msg[i] << 24 | msg[i + 1] << 16 | msg[i + 2] << 8 | msg[i + 3];
		mmio_write(g, ctl + 4 + i, word);
	}
	mmio_write(g, ctl, BIT(31) | BIT(28) | BIT(25) | len << 20);
	for (i = 0; i < 1000 && mmio_read(g, ctl) & BIT(31); i++)
		;
	status = mmio_read(g, ctl);
	CHECK(!(status & (BIT(31) | BIT(28) | BIT(25))), "AUX of port %u: status %08x", port,
	      status);
	*got = status >> 20 & 0x1f;
	for (i = 0; i < 20; i += 4) {
		word = mmio_read(g, ctl + 4 + i);
		msg[i] = word >> 24;
		msg[i + 1] = word >> 16;
		msg[i + 2] = word >> 8;
		msg[i + 3] = word;
	}
	return msg[0];
}

/* The monitor's EDID, as a driver reads it: I2C over AUX, a byte at a time. */
static void edid_read(struct guest *g, u32 port, u8 *edid)
{
	u8 msg[20] = { 0x40, 0, 0x50, 0, 0 };
	u32 i, got;

	CHECK(!aux(g, port, msg, 5, &got), "the EDID's offset is not taken");
	for (i = 0; i < 128; i++) {
		memset(msg, 0, sizeof(msg));
		memcpy(msg, (u8[]){ i < 127 ? 0x50 : 0x10, 0, 0x50, 0 }, 4);
		CHECK(!aux(g, port, msg, 4, &got), "EDID byte %u is not read", i);
		CHECK(got == 2, "EDID byte %u: %u bytes, not 2", i, got);
		edid[i] = msg[1];
	}
}

/* ---- hot plug ---- */

static void hot_plugs_on(struct gpu *gpu)
{
	struct guest *g = &gpu->g;

	mmio_write(g, SDEIIR, ~0u);
	mmio_write(g, SDEIMR, 0);
	mmio_write(g, SDEIER, HOTPLUG_B | HOTPLUG_C);
	mmio_write(g, MASTER_IRQ, MASTER_ENABLE);
	while (guest_wait_msi(g, 0))
		;
}

/* A hot plug of these ports has come, and is served. */
static void hot_plugged(struct gpu *gpu, u32 bits)
{
	u32 iir;

	CHECK(guest_wait_msi(&gpu->g, 1000), "no interrupt");
	iir = mmio_read(&gpu->g, SDEIIR);
	CHECK((iir & (HOTPLUG_B | HOTPLUG_C)) == bits, "hot plugs 0x%x, not 0x%x", iir, bits);
	mmio_write(&gpu->g, SDEIIR, iir);
	mmio_write(&gpu->g, PORT_HOTPLUG, mmio_read(&gpu->g, PORT_HOTPLUG));
	while (guest_wait_msi(&gpu->g, 0))
		;
}

static void expect_live(struct gpu *gpu, u32 bits)
{
	u32 live = mmio_read(&gpu->g, SDEISR) & (HOTPLUG_B | HOTPLUG_C);

	CHECK(live == bits, "live state 0x%x, not 0x%x", live, bits);
}

/* ---- the EDID region ---- */

/* The region's offset in the device. */
static u64 edid_region(struct guest *g)
{
	struct vfio_region_info info;

	CHECK(!guest_region(g, VFIO_REGION_TYPE_GFX, VFIO_REGION_SUBTYPE_GFX_EDID, &info),
	      "there is no EDID region");
	CHECK(info.size >= sizeof(struct vfio_region_gfx_edid), "it has %llu bytes",
	      (unsigned long long)info.size);
	return info.offset;
}

static u32 edid_get(struct guest *g, u64 region, u32 offset)
{
	u32 val;

	CHECK(pread(g->device, &val, 4, region + offset) == 4, "field %u is not read", offset);
	return val;
}

static int edid_put(struct guest *g, u64 region, u32 offset, u32 val)
{
	return pwrite(g->device, &val, 4, region + offset) == 4 ? 0 : -errno;
}

#define EDID_GET(g, region, field) \
	edid_get(g, region, offsetof(struct vfio_region_gfx_edid, field))
#define EDID_PUT(g, region, field, val) \
	edid_put(g, region, offsetof(struct vfio_region_gfx_edid, field), val)

static void test_region(const struct test_args *args)
{
	u8 edid[128], seen[128];
	struct gpu gpu;
	u64 region;
	u32 at;

	gpu_open(&gpu, args->uuid[0]);
	region = edid_region(&gpu.g);
	at = EDID_GET(&gpu.g, region, edid_offset);
	CHECK(EDID_GET(&gpu.g, region, edid_max_size) >= 128, "room for %u bytes",
	      EDID_GET(&gpu.g, region, edid_max_size));
	CHECK(EDID_GET(&gpu.g, region, max_xres) >= 1024 &&
	      EDID_GET(&gpu.g, region, max_yres) >= 768, "at most %u x %u",
	      EDID_GET(&gpu.g, region, max_xres), EDID_GET(&gpu.g, region, max_yres));
	hot_plugs_on(&gpu);
	CHECK(!EDID_PUT(&gpu.g, region, link_state, VFIO_DEVICE_GFX_LINK_STATE_DOWN),
	      "the link stays up");
	hot_plugged(&gpu, HOTPLUG_B);
	expect_live(&gpu, 0);
	edid_make(args->uuid[0], edid, 42);
	CHECK(pwrite(gpu.g.device, edid, 128, region + at) == 128, "the EDID is not written");
	CHECK(!EDID_PUT(&gpu.g, region, edid_size, 128), "nor its size");
	CHECK(!EDID_PUT(&gpu.g, region, link_state, VFIO_DEVICE_GFX_LINK_STATE_UP),
	      "the link stays down");
	hot_plugged(&gpu, HOTPLUG_B);
	expect_live(&gpu, HOTPLUG_B);
	edid_read(&gpu.g, 1, seen);
	CHECK(!memcmp(edid, seen, 128), "the guest reads another EDID");
	gpu_close(&gpu);
}

static void expect_edid(struct gpu *gpu, const u8 *edid, const char *after)
{
	u8 seen[128];

	expect_live(gpu, HOTPLUG_B);
	edid_read(&gpu->g, 1, seen);
	CHECK(!memcmp(seen, edid, 128), "another EDID after %s", after);
}

/* A VMM that ends, at whatever moment, leaves the next one the monitor that it found. */
static void test_region_end(const struct test_args *args)
{
	u8 own[128], edid[128];
	struct gpu gpu;
	u64 region, at;

	gpu_open(&gpu, args->uuid[0]);
	edid_read(&gpu.g, 1, own);
	region = edid_region(&gpu.g);
	CHECK(!EDID_PUT(&gpu.g, region, link_state, VFIO_DEVICE_GFX_LINK_STATE_DOWN),
	      "the link stays up");
	expect_live(&gpu, 0);
	gpu_close(&gpu);

	gpu_open(&gpu, args->uuid[0]);
	expect_edid(&gpu, own, "a link that was left down");
	edid_make(args->uuid[0], edid, 43);
	at = region + EDID_GET(&gpu.g, region, edid_offset);
	CHECK(pwrite(gpu.g.device, edid, 128, at) == 128, "the EDID is not written");
	CHECK(!EDID_PUT(&gpu.g, region, edid_size, 128), "nor its size");
	CHECK(!EDID_PUT(&gpu.g, region, link_state, VFIO_DEVICE_GFX_LINK_STATE_UP),
	      "the link does not come up");
	expect_edid(&gpu, edid, "it was replaced");
	gpu_close(&gpu);

	gpu_open(&gpu, args->uuid[0]);
	expect_edid(&gpu, own, "another's");
	gpu_close(&gpu);
}

static void test_region_refusals(const struct test_args *args)
{
	u8 edid[128], seen[128];
	struct gpu gpu;
	u64 region;
	u32 at;

	gpu_open(&gpu, args->uuid[0]);
	region = edid_region(&gpu.g);
	at = EDID_GET(&gpu.g, region, edid_offset);
	edid_read(&gpu.g, 1, seen);
	hot_plugs_on(&gpu);
	CHECK(EDID_PUT(&gpu.g, region, link_state, 3) == -EINVAL, "a state that is none");
	CHECK(EDID_PUT(&gpu.g, region, max_xres, 1) == -EINVAL, "a limit is written");
	CHECK(EDID_PUT(&gpu.g, region, edid_size, EDID_MAX + 128) == -EINVAL, "a size past all");
	CHECK(pwrite(gpu.g.device, edid, 4, region + at + EDID_MAX) == -1, "past the EDID");
	edid_make(args->uuid[0], edid, 1);
	edid[30]++;
	CHECK(pwrite(gpu.g.device, edid, 128, region + at) == 128, "the EDID is not written");
	CHECK(!EDID_PUT(&gpu.g, region, edid_size, 128), "nor its size");
	CHECK(EDID_PUT(&gpu.g, region, link_state, VFIO_DEVICE_GFX_LINK_STATE_UP) == -EINVAL,
	      "an EDID with a wrong checksum is plugged in");
	CHECK(!guest_wait_msi(&gpu.g, 50), "the guest hears of it");
	edid_read(&gpu.g, 1, edid);
	CHECK(!memcmp(edid, seen, 128), "the guest's EDID changed");
	expect_live(&gpu, HOTPLUG_B);
	gpu_close(&gpu);
}

/* ---- sysfs ---- */

static int port_write(const char *uuid, char port, const char *file, const void *data,
		      size_t size)
{
	char path[PATH_SIZE];
	int fd, ret;

	port_path(path, uuid, port, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	CHECK(fd >= 0, "%s: %s", path, strerror(errno));
	ret = write(fd, data, size) == (ssize_t)size ? 0 : -errno;
	close(fd);
	return ret;
}

static int port_say(const char *uuid, char port, const char *file, const char *word)
{
	return port_write(uuid, port, file, word, strlen(word));
}

static void expect_word(const char *uuid, char port, const char *file, const char *word)
{
	char text[64] = "";

	text[port_read(uuid, port, file, text, sizeof(text) - 1)] = 0;
	text[strcspn(text, "\n")] = 0;
	CHECK(!strcmp(text, word), "%s of port %c reads '%s', not '%s'", file, port, text, word);
}

/* A second monitor, while the guest runs. */
static void test_sysfs(const struct test_args *args)
{
	const char *uuid = args->uuid[0];
	u8 edid[128], seen[EDID_MAX];
	struct gpu gpu;

	gpu_open(&gpu, uuid);
	hot_plugs_on(&gpu);
	CHECK((mmio_read(&gpu.g, SFUSE_STRAP) & 7) == 7, "the guest has not three ports");
	expect_word(uuid, 'B', "connection", "connected");
	expect_word(uuid, 'C', "connection", "disconnected");
	expect_word(uuid, 'D', "connection", "disconnected");
	expect_word(uuid, 'C', "type", "dp");
	edid_make(args->uuid[0], edid, 77);
	CHECK(!port_write(uuid, 'C', "edid", edid, 128), "the EDID is not taken");
	CHECK(port_read(uuid, 'C', "edid", seen, sizeof(seen)) == 128 &&
	      !memcmp(seen, edid, 128), "it reads otherwise");
	CHECK(!port_say(uuid, 'C', "connection", "connect\n"), "it cannot be connected");
	hot_plugged(&gpu, HOTPLUG_C);
	expect_live(&gpu, HOTPLUG_B | HOTPLUG_C);
	expect_word(uuid, 'C', "connection", "connected");
	edid_read(&gpu.g, 2, seen);
	CHECK(!memcmp(seen, edid, 128), "the guest reads another EDID");
	/* It is there: nothing to hear of. */
	CHECK(!port_say(uuid, 'C', "connection", "connect"), "it cannot be connected again");
	CHECK(!guest_wait_msi(&gpu.g, 50), "a hot plug of what was there");
	/* Another in its place. */
	edid_make(args->uuid[0], edid, 78);
	CHECK(!port_write(uuid, 'C', "edid", edid, 128), "a second EDID is not taken");
	CHECK(!port_say(uuid, 'C', "connection", "connect"), "it cannot be replaced");
	hot_plugged(&gpu, HOTPLUG_C);
	edid_read(&gpu.g, 2, seen);
	CHECK(!memcmp(seen, edid, 128), "the guest reads the EDID of old");
	CHECK(!port_say(uuid, 'C', "connection", "disconnect"), "it cannot be unplugged");
	hot_plugged(&gpu, HOTPLUG_C);
	expect_live(&gpu, HOTPLUG_B);
	gpu_close(&gpu);
}

static void test_sysfs_refusals(const struct test_args *args)
{
	const char *uuid = args->uuid[0];
	u8 edid[EDID_MAX * 2] = { 0 };
	struct gpu gpu;

	gpu_open(&gpu, uuid);
	CHECK(port_say(uuid, 'C', "type", "vga") == -EINVAL, "a type that is none");
	CHECK(port_say(uuid, 'B', "type", "none") == -EBUSY, "a port with a monitor goes");
	CHECK(port_say(uuid, 'C', "connection", "plug") == -EINVAL, "a word that is none");
	CHECK(port_write(uuid, 'C', "edid", edid, 128) == -EINVAL, "zeros are an EDID");
	edid_make(args->uuid[0], edid, 1);
	CHECK(port_write(uuid, 'C', "edid", edid, 100) == -EINVAL, "a piece of an EDID");
	CHECK(port_write(uuid, 'C', "edid", edid, 256) == -EINVAL, "more than it says");
	CHECK(port_write(uuid, 'C', "edid", edid, sizeof(edid)) == -EINVAL, "eight blocks");
	CHECK(!port_say(uuid, 'C', "type", "none"), "the port stays");
	CHECK(port_say(uuid, 'C', "connection", "connect") == -ENODEV, "at no port");
	CHECK(!(mmio_read(&gpu.g, SFUSE_STRAP) & BIT(1)), "the guest has it still");
	CHECK(!port_say(uuid, 'C', "type", "dp\n"), "the port does not come back");
	gpu_close(&gpu);
}

const struct test monitor_tests[] = {
	{ .name = "monitors: by VFIO's EDID region", .run = test_region,
	  .kvmgt = "raises no interrupt for this guest; it is not known why" },
	{ .name = "monitors: what was done by that region ends with its user",
	  .run = test_region_end,
	  .kvmgt = "keeps the link's state" },
	{ .name = "monitors: what that region refuses", .run = test_region_refusals,
	  .kvmgt = "takes any EDID" },
	{ .name = "monitors: in sysfs", .run = test_sysfs,
	  .kvmgt = "has no such files" },
	{ .name = "monitors: what sysfs refuses", .run = test_sysfs_refusals,
	  .kvmgt = "has no such files" },
	{ 0 },
};
