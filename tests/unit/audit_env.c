// SPDX-License-Identifier: GPL-2.0-only
#include "audit_env.h"

u64 audit_slice_start(struct vgt_env *env)
{
	return env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
}

u64 audit_slice_end(struct vgt_env *env)
{
	return audit_slice_start(env) + env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.size;
}

u32 audit_place(struct vgt_env *env, u32 word)
{
	if (word >> 16 == 0x5a00)
		return audit_slice_start(env) + (word & 0xffff);
	if (word >> 16 == 0x5aff)
		return audit_slice_end(env) - (0x5b000000u - word);
	return word;
}

int audit_words(struct vgt_env *env, enum vgt_engine_id engine, u32 *cs,
		u32 len, struct vgt_audit *audit)
{
	struct vgt_vengine *ve = &env->vgpu->engines[engine];
	int ret;

	mutex_lock(&env->vgpu->lock);
	vgt_audit_begin(audit, ve, audit_slice_start(env) + 0x100000);
	audit->guest_pdp[0] = 0x123456000;
	audit->shadow_pdp[0] = 0xabcdef000;
	ret = vgt_audit_ring(audit, cs, len);
	mutex_unlock(&env->vgpu->lock);
	return ret;
}

/* A batch of the guest's in GGTT space of its own. Returns its address. */
u32 audit_batch_at(struct vgt_env *env, const u32 *cs, u32 len, u32 pages)
{
	u64 gpa = env_pages(env, pages);
	u64 addr = env_ggtt_map(env, gpa, pages);

	if (len)
		memcpy(fake_guest_va(&env->guest, gpa), cs, len * 4);
	return addr;
}

void audit_end(struct vgt_env *env, enum vgt_engine_id engine,
	       struct vgt_audit *audit)
{
	mutex_lock(&env->vgpu->lock);
	vgt_audit_release(&env->vgpu->engines[engine], &audit->batches);
	mutex_unlock(&env->vgpu->lock);
}

int audit_one(struct vgt_env *env, enum vgt_engine_id engine,
	      const u32 *words, u32 len, u32 *cs)
{
	struct vgt_audit audit;
	u32 i;
	int ret;

	for (i = 0; i < len; i++)
		cs[i] = audit_place(env, words[i]);
	ret = audit_words(env, engine, cs, len, &audit);
	audit_end(env, engine, &audit);
	return ret;
}

void audit_table(struct kunit *test, const struct audit_case *cases, u32 n)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 i;

	for (i = 0; i < n; i++) {
		u64 refusals = env->vgpu->stats.audit_refusals;
		u32 cs[CS_MAX];
		int ret;

		ret = audit_one(env, cases[i].engine, cases[i].cs, cases[i].len, cs);
		if (ret != cases[i].ret)
			KUNIT_FAIL(test, "%s: %d in place of %d", cases[i].name, ret,
				   cases[i].ret);
		KUNIT_EXPECT_EQ(test, env->vgpu->stats.audit_refusals - refusals,
				ret ? 1 : 0);
	}
}
