/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables of commands for the audit, as tests of it have them.
 */
#ifndef VGT_AUDIT_ENV_H
#define VGT_AUDIT_ENV_H

#include "core/audit/audit.h"
#include "env.h"

/* Stand for addresses in the vGPU's own GGTT space, at its end, outside of it. */
#define OWN(x)		(0x5a000000u | (x))
#define END(x)		(0x5b000000u - (x))
#define FOREIGN		0x50001000u

#define MI(op, flags, len)	((op) << 23 | (flags) | ((len) - 2))
#define PIPE_CONTROL	0x7a000004u
#define BBE		0x05000000u
#define BBS		0x18800001u
#define BBS_PPGTT	0x18800101u
#define BBS_SECOND	0x18c00001u
#define LRI		0x11000001u

#define GGTT22	BIT(22)
#define CS_MAX	16

struct audit_case {
	const char *name;
	enum vgt_engine_id engine;
	u32 cs[CS_MAX];
	u32 len;
	int ret;
};

#define OK(_name, _engine, _len, ...)					\
	{ _name, _engine, { __VA_ARGS__ }, _len, 0 }
#define NO(_name, _engine, _len, ...)					\
	{ _name, _engine, { __VA_ARGS__ }, _len, -EPERM }

u64 audit_slice_start(struct vgt_env *env);
u64 audit_slice_end(struct vgt_env *env);
u32 audit_place(struct vgt_env *env, u32 word);
int audit_words(struct vgt_env *env, enum vgt_engine_id engine, u32 *cs,
		u32 len, struct vgt_audit *audit);
u32 audit_batch_at(struct vgt_env *env, const u32 *cs, u32 len, u32 pages);
void audit_end(struct vgt_env *env, enum vgt_engine_id engine,
	       struct vgt_audit *audit);
int audit_one(struct vgt_env *env, enum vgt_engine_id engine,
	      const u32 *words, u32 len, u32 *cs);
void audit_table(struct kunit *test, const struct audit_case *cases, u32 n);

#endif
