// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a record begins with: the GPU, the vGPU, and what the core has learned from the host. With
 * that, the core can be put into the same state elsewhere.
 */
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "core/device_types.h"
#include "core/display/display_types.h"
#include "core/gpu_port.h"
#include "core/platform.h"
#include "core/vgpu_types.h"
#include "record.h"
#include "writer.h"

/* Registers in an item. */
#define VGT_DESCRIBE_REGS	64

static void vgt_describe_file(struct vgt_record_writer *w, const struct vgt_vgpu *vgpu)
{
	struct vgt_record_file file = {
		.flags = (w->memory ? VGT_RECORD_HAS_MEMORY : 0) |
			 (vgpu->stopped ? 0 : VGT_RECORD_RUNNING),
		.vgpus = vgpu->dev->used.vgpus,
	};

	scnprintf(file.made_by, sizeof(file.made_by), "%s", w->made_by);
	/* Times of items are relative to the one before. The second item has the time itself. */
	w->last = ktime_get_ns();
	vgt_record_write(w, VGT_RECORD_FILE,
			 VGT_RECORD_MAGIC | VGT_RECORD_VERSION << VGT_RECORD_MAGIC_BITS,
			 &file, sizeof(file));
	vgt_record_write(w, VGT_RECORD_TIME, ktime_get_ns(), NULL, 0);
}

static void vgt_describe_gpu(struct vgt_record_writer *w, const struct vgt_gpu_desc *desc)
{
	struct vgt_record_gpu gpu = {
		.engine_mask = desc->engine_mask,
		.ggtt_size = desc->ggtt_size,
		.mappable_size = desc->mappable_size,
		.num_fences = desc->num_fences,
		.virtual_ggtt = desc->virtual_ggtt,
	};

	BUILD_BUG_ON(VGT_NUM_ENGINES > VGT_RECORD_ENGINES);
	scnprintf(gpu.platform, sizeof(gpu.platform), "%s", desc->platform->name);
	memcpy(gpu.context_size, desc->context_size, sizeof(desc->context_size));
	vgt_record_write(w, VGT_RECORD_GPU, desc->device, &gpu, sizeof(gpu));
	vgt_record_write(w, VGT_RECORD_CONFIG, 0, desc->initial_config, VGT_CONFIG_SIZE);
}

static void vgt_describe_golden(struct vgt_record_writer *w, const struct vgt_gpu_desc *desc)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (desc->engine_mask & BIT(id) && desc->golden[id])
			vgt_record_write_words(w, VGT_RECORD_GOLDEN, vgt_record_key(id, 0),
					       desc->golden[id], desc->context_size[id] - 4096);
}

/**
 * struct vgt_describe_regs - registers on their way into items
 * @w: the recorder
 * @kind: of the items
 * @key: likewise
 * @n: how many there are
 * @regs: the registers
 */
struct vgt_describe_regs {
	struct vgt_record_writer *w;
	enum vgt_record_kind kind;
	u64 key;
	u32 n;
	struct vgt_record_reg regs[VGT_DESCRIBE_REGS];
};

static void vgt_describe_flush(struct vgt_describe_regs *d)
{
	if (d->n)
		vgt_record_write(d->w, d->kind, d->key, d->regs, d->n * sizeof(*d->regs));
	d->n = 0;
}

static void vgt_describe_reg(struct vgt_describe_regs *d, u32 offset, u32 val)
{
	d->regs[d->n].offset = offset;
	d->regs[d->n].val = val;
	if (++d->n == VGT_DESCRIBE_REGS)
		vgt_describe_flush(d);
}

static void vgt_describe_mmio(struct vgt_record_writer *w, const struct vgt_gpu_desc *desc)
{
	struct vgt_describe_regs d = { .w = w, .kind = VGT_RECORD_MMIO };
	u32 i;

	for (i = 0; i < VGT_MMIO_SIZE / 4; i++)
		if (desc->initial_mmio[i])
			vgt_describe_reg(&d, i * 4, desc->initial_mmio[i]);
	vgt_describe_flush(&d);
}

static void vgt_describe_switched(struct vgt_record_writer *w, const struct vgt_device *dev)
{
	enum vgt_engine_id id;
	u32 i;

	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		const struct vgt_mmio_ctx_engine *sw = &dev->sw.engine[id];
		struct vgt_describe_regs d = { .w = w, .kind = VGT_RECORD_SWITCHED, .key = id };

		for (i = 0; i < sw->count; i++)
			vgt_describe_reg(&d, sw->regs[i].offset, sw->host[i]);
		vgt_describe_flush(&d);
	}
}

static void vgt_describe_monitor(struct vgt_record_writer *w, enum vgt_record_kind kind, u32 port,
				 struct vgt_record_monitor *monitor, const u8 *edid)
{
	monitor->edid_len = min_t(u32, monitor->edid_len, sizeof(monitor->edid));
	if (monitor->edid_len)
		memcpy(monitor->edid, edid, monitor->edid_len);
	vgt_record_write(w, kind, port, monitor, sizeof(*monitor));
}

static u32 vgt_describe_lent(const struct vgt_display *display, u32 port)
{
	if (!(display->lent & BIT(port)))
		return 0;
	return display->kept & BIT(port) ? 2 : 1;
}

static void vgt_describe_monitors(struct vgt_record_writer *w, const struct vgt_display *display)
{
	u32 port;

	for (port = 0; port < VGT_PORTS; port++) {
		const struct vgt_monitor_setup *setup = &display->setups[port];
		const struct vgt_monitor *plugged = &display->monitors[port];
		struct vgt_record_monitor next = {
			.type = setup->type, .edid_len = setup->edid_len,
		};
		struct vgt_record_monitor now = {
			.type = plugged->type, .edid_len = plugged->edid_len,
			.connected = plugged->connected,
			.lent = vgt_describe_lent(display, port),
		};

		vgt_describe_monitor(w, VGT_RECORD_MONITOR, port, &now, plugged->edid);
		vgt_describe_monitor(w, VGT_RECORD_SETUP, port, &next, setup->edid);
	}
}

static void vgt_describe_vgpu(struct vgt_record_writer *w, const struct vgt_vgpu *vgpu)
{
	const struct vgt_type *type = vgpu->type;
	struct vgt_record_vgpu is = {
		.low_mb = type->low_mb, .high_mb = type->high_mb, .fences = type->fences,
		.weight = type->weight, .width = type->width, .height = type->height,
		.ggtt_scratch = vgpu->scratch.dma,
	};
	u32 i;

	scnprintf(is.type, sizeof(is.type), "%s", type->name);
	for (i = 0; i < VGT_GGTT_PARTS; i++)
		is.reserved[i] = vgpu->ggtt.reserved[i].start;
	for (i = 0; i < ARRAY_SIZE(vgpu->shadow.scratch) && i < ARRAY_SIZE(is.scratch); i++)
		is.scratch[i] = vgpu->shadow.scratch[i].dma;
	vgt_record_write(w, VGT_RECORD_VGPU, vgpu->id, &is, sizeof(is));
	vgt_record_write(w, VGT_RECORD_FENCES, vgpu->fences.count, vgpu->fences.host,
			 vgpu->fences.count * sizeof(*vgpu->fences.host));
}

/* Numbers in a file: no compiler may lay these out otherwise. */
static_assert(sizeof(struct vgt_record_item) == 16);
static_assert(sizeof(struct vgt_record_run) == 4);
static_assert(sizeof(struct vgt_record_file) == 56);
static_assert(sizeof(struct vgt_record_gpu) == 88);
static_assert(sizeof(struct vgt_record_reg) == 8);
static_assert(sizeof(struct vgt_record_vgpu) == 96);
static_assert(sizeof(struct vgt_record_place) == 160);
static_assert(sizeof(struct vgt_record_monitor) == 528);
static_assert(sizeof(struct vgt_record_done) == 8);

/**
 * vgt_record_place() - tell what the vGPU has of the GPU, now that a guest opens it
 * @vgpu: the vGPU; its lock is held
 * @whole: it has what its type says
 *
 * Until then, it may have been moved, or have got another size.
 */
void vgt_record_place(struct vgt_vgpu *vgpu, bool whole)
{
	struct vgt_record_place place = {
		.low_mb = vgpu->type->low_mb, .high_mb = vgpu->type->high_mb,
		.fences = vgpu->type->fences, .whole = whole,
		.scratch = vgpu->scratch.dma,
	};
	u32 i;

	if (!vgt_record_on(vgpu))
		return;
	BUILD_BUG_ON(VGT_FENCES_MAX > VGT_RECORD_FENCE_REGS);
	for (i = 0; i < VGT_GGTT_PARTS; i++)
		place.start[i] = vgpu->ggtt.reserved[i].start;
	memcpy(place.fence, vgpu->fences.host, vgpu->fences.count * sizeof(*vgpu->fences.host));
	vgt_record_put(vgpu, VGT_RECORD_PLACE, 0, &place, sizeof(place));
}

/**
 * vgt_record_describe() - write what the vGPU is, and its GPU
 * @w: the recorder
 * @vgpu: the vGPU; its lock is held
 */
void vgt_record_describe(struct vgt_record_writer *w, struct vgt_vgpu *vgpu)
{
	const struct vgt_gpu_desc *desc = &vgpu->dev->gpu->desc;

	lockdep_assert_held(&vgpu->lock);
	vgt_describe_file(w, vgpu);
	vgt_describe_gpu(w, desc);
	vgt_describe_golden(w, desc);
	vgt_describe_mmio(w, desc);
	vgt_describe_switched(w, vgpu->dev);
	vgt_describe_vgpu(w, vgpu);
	vgt_describe_monitors(w, &vgpu->display);
}
