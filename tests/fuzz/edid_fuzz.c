// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz: EDIDs that administrators and user space write, plugged and unplugged while a guest
 * reads. Half of them are right, but for a few bytes.
 */
#include <string.h>

#include <linux/kernel.h>

#include "core/display/display.h"
#include "fuzz.h"

static const u32 ports[] = { VGT_PORT_B, VGT_PORT_C, VGT_PORT_D };

/* Checksums right: so that more than these is looked at. */
static void edid_sum(u8 *edid, u32 len)
{
	u32 i, n;

	for (i = 0; i + 128 <= len; i += 128) {
		u8 sum = 0;

		for (n = 0; n < 127; n++)
			sum += edid[i + n];
		edid[i + 127] = -sum;
	}
}

static u32 edid_make(struct fuzz *f, u8 *edid)
{
	u32 what = fuzz_u8(f), width = 640 + fuzz_u16(f) % 3456, height = 480 + fuzz_u16(f) % 3616;
	u32 len, n;

	memset(edid, 0, 2 * VGT_EDID_SIZE);
	len = vgt_edid_generate(edid, what & 8 ? VGT_MONITOR_HDMI : VGT_MONITOR_DP, width, height,
				what);
	fuzz_check(vgt_edid_valid(edid, len), "a generated EDID is none");
	len = what & 1 ? len : fuzz_u16(f) % (2 * VGT_EDID_SIZE);
	if (what & 2)
		edid[126] = len / 128 - 1;
	for (n = what >> 4; n; n--)
		edid[fuzz_u16(f) % (2 * VGT_EDID_SIZE)] = fuzz_u8(f);
	if (what & 4)
		edid_sum(edid, len);
	return len;
}

static void edid_step(struct fuzz *f, struct vgt_env *env)
{
	struct vgt_vgpu *vgpu = env->vgpu;
	u8 edid[2 * VGT_EDID_SIZE];
	u32 what = fuzz_u8(f), port = ports[what / 8 % ARRAY_SIZE(ports)];
	const struct vgt_monitor *monitor = &vgpu->display.monitors[port];
	u32 len;
	int ret;

	mutex_lock(&vgpu->lock);
	switch (what & 7) {
	case 0:
	case 1:
		len = edid_make(f, edid);
		ret = vgt_monitor_set_edid(vgpu, port, edid, len);
		fuzz_check(!ret == vgt_edid_valid(edid, len), "an EDID wrongly judged");
		break;
	case 2:
		vgt_monitor_set_type(vgpu, port, fuzz_u8(f) % (VGT_MONITOR_DP + 1));
		break;
	case 3:
		vgt_monitor_disconnect(vgpu, port);
		fuzz_check(!monitor->connected, "still connected");
		break;
	case 4:
		fuzz_check(!vgt_monitor_edid_byte(monitor, VGT_EDID_SIZE + fuzz_u8(f)),
			   "bytes past the end");
		break;
	default:
		ret = vgt_monitor_connect(vgpu, port);
		fuzz_check(ret || monitor->connected, "not connected");
		fuzz_check(ret || vgt_edid_valid(monitor->edid, monitor->edid_len),
			   "a monitor without an EDID");
	}
	mutex_unlock(&vgpu->lock);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz f = { data, size };
	struct vgt_env *env = fuzz_begin();
	u32 budget = 100, i;

	while (f.size && budget--)
		edid_step(&f, env);
	/* As it was. */
	mutex_lock(&env->vgpu->lock);
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		vgt_monitor_disconnect(env->vgpu, ports[i]);
		vgt_monitor_set_type(env->vgpu, ports[i], VGT_MONITOR_DP);
	}
	mutex_unlock(&env->vgpu->lock);
	fuzz_end(env);
	return 0;
}
