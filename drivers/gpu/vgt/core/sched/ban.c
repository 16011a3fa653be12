// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vGPU whose work hangs the hardware again and again while others wait is held back. Each
 * such hang costs them what the host's driver takes to see it and to reset the engine.
 * Work that is refused costs them nothing, nor does a hang for which nobody waits: neither
 * counts. A program that hangs is its guest's own affair, whose driver cures it.
 */
#include <linux/lockdep.h>

#include "core/device.h"
#include "core/log.h"
#include "core/vgpu.h"
#include "ban.h"

/*
 * Is this one more engine of a hang that was counted? An engine that hangs a second time
 * is another.
 */
static bool vgt_hold_same(const struct vgt_hold *hold, u32 engine, ktime_t now)
{
	return hold->engines && !(hold->engines & BIT(engine)) &&
	       !ktime_after(now, ktime_add_ns(hold->began, VGT_HOLD_ONE_S * NSEC_PER_SEC));
}

/**
 * vgt_hold_hang() - work of a vGPU's has hung the hardware while others waited
 * @vgpu: the vGPU; its lock is held
 * @engine: which engine
 */
void vgt_hold_hang(struct vgt_vgpu *vgpu, u32 engine)
{
	u32 most = READ_ONCE(vgpu->dev->sched.hold_hangs);
	struct vgt_hold *hold = &vgpu->hold;
	ktime_t now = ktime_get();
	ktime_t first;

	lockdep_assert_held(&vgpu->lock);
	if (vgt_hold_same(hold, engine, now)) {
		hold->engines |= BIT(engine);
		return;
	}
	hold->began = now;
	hold->engines = BIT(engine);
	hold->hang[hold->hangs++ % VGT_HOLD_HANGS_MAX] = now;
	if (!most || hold->hangs < most)
		return;
	first = hold->hang[(hold->hangs - most) % VGT_HOLD_HANGS_MAX];
	if (ktime_after(now, ktime_add_ns(first, VGT_HOLD_WITHIN_S * NSEC_PER_SEC)))
		return;
	hold->hangs = 0;
	WRITE_ONCE(hold->until, ktime_add_ns(now, VGT_HOLD_S * NSEC_PER_SEC));
	vgt_warn(vgpu, "held back for %u s: its work hung the hardware %u times within %u s while others waited\n",
		 VGT_HOLD_S, most, VGT_HOLD_WITHIN_S);
}

/**
 * vgt_hold_holds() - is a vGPU held back?
 * @vgpu: the vGPU
 *
 * Any context; takes no lock.
 */
bool vgt_hold_holds(const struct vgt_vgpu *vgpu)
{
	ktime_t until = READ_ONCE(vgpu->hold.until);

	return until && ktime_before(ktime_get(), until);
}

/**
 * vgt_hold_reset() - the device is reset, as when its guest is rebooted
 * @vgpu: the vGPU; its lock is held
 * @blamed: a hang of its work may yet be found to have cost others time
 *
 * What was is forgotten, but not too often: a reset is the guest's, or its hypervisor's,
 * to have as often as they like.
 *
 * Return: true where the hang of @blamed is to be forgotten, too.
 */
bool vgt_hold_reset(struct vgt_vgpu *vgpu, bool blamed)
{
	struct vgt_hold *hold = &vgpu->hold;
	ktime_t now = ktime_get();

	lockdep_assert_held(&vgpu->lock);
	if (!hold->hangs && !blamed && !vgt_hold_holds(vgpu))
		return false;
	if (!hold->pardons ||
	    ktime_after(now, ktime_add_ns(hold->pardoned, VGT_HOLD_PARDON_S * NSEC_PER_SEC))) {
		hold->pardons = 0;
		hold->pardoned = now;
	}
	if (hold->pardons == VGT_HOLD_PARDONS)
		return false;
	hold->pardons++;
	hold->hangs = 0;
	WRITE_ONCE(hold->until, 0);
	return true;
}
