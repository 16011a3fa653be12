// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rate limit of messages about a vGPU, which a guest can cause. Each vGPU has one of its own
 * for each place in the code. So a guest that floods the log hides neither what is said of another
 * vGPU, nor another message about its own.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "device_types.h"
#include "gpu_port.h"
#include "log.h"
#include "vgpu_types.h"

/**
 * vgt_log_init() - initialise the rate limits of a vGPU's messages
 * @vgpu: the vGPU, which has its number
 */
void vgt_log_init(struct vgt_vgpu *vgpu)
{
	struct vgt_log *log = &vgpu->log;

	scnprintf(log->name, sizeof(log->name), "vgt: %s: vGPU %d", vgpu->dev->gpu->desc.name,
		  vgpu->id);
	ratelimit_default_init(&log->late.limit);
}

/**
 * vgt_log_fini() - free the rate limits of a vGPU's messages
 * @vgpu: the vGPU, of which nobody writes messages any more
 */
void vgt_log_fini(struct vgt_vgpu *vgpu)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vgpu->log.place); i++)
		kfree(vgpu->log.place[i]);
}

/* Make a place. If somebody else was faster, return theirs. */
static struct vgt_log_place *vgt_log_make(struct vgt_log_place **slot, const char *fmt)
{
	struct vgt_log_place *made = kmalloc(sizeof(*made), GFP_ATOMIC | __GFP_NOWARN);
	struct vgt_log_place *taken;

	if (!made)
		return NULL;
	made->fmt = fmt;
	ratelimit_default_init(&made->limit);
	taken = cmpxchg(slot, NULL, made);
	if (!taken)
		return made;
	kfree(made);
	return taken;
}

static struct vgt_log_place *vgt_log_place(struct vgt_log *log, const char *fmt)
{
	struct vgt_log_place *place;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(log->place); i++) {
		place = READ_ONCE(log->place[i]) ?: vgt_log_make(&log->place[i], fmt);
		if (!place)
			break;
		if (place->fmt == fmt)
			return place;
	}
	return &log->late;
}

/**
 * vgt_log_allowed() - check whether a message about a vGPU may be written, and count it
 * @vgpu: the vGPU
 * @fmt: the message's format: a literal
 * @tell: write how many were suppressed, before the next one that is not. False for messages that
 *	may be switched off
 *
 * Any context.
 *
 * Return: false if the rate limit suppresses it.
 */
bool vgt_log_allowed(struct vgt_vgpu *vgpu, const char *fmt, bool tell)
{
	struct vgt_log_place *place = vgt_log_place(&vgpu->log, fmt);

	if (!tell)
		ratelimit_set_flags(&place->limit, RATELIMIT_MSG_ON_RELEASE);
	return ___ratelimit(&place->limit, vgpu->log.name);
}
