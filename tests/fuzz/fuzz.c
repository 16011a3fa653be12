// SPDX-License-Identifier: GPL-2.0-only
/*
 * See fuzz.h. To be quick, the vGPU is reset for each input, and made anew for every
 * 200th only.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/vgt_shim.h>

#include "fuzz.h"

static struct vgt_env *fuzz_env;
#define FUZZ_LIFE	200

unsigned long fuzz_executions;
void (*fuzz_ports)(struct vgt_env *env, u8 gen);
static int fuzz_warnings;
static long fuzz_live;
static u32 fuzz_age;

/* Bytes of the input, little-endian; 0 past its end. */
u64 fuzz_u64(struct fuzz *f)
{
	size_t n = min(f->size, sizeof(u64));
	u64 val = 0;

	memcpy(&val, f->data, n);
	f->data += n;
	f->size -= n;
	return val;
}

static u32 fuzz_part(struct fuzz *f, size_t len)
{
	size_t n = min(f->size, len);
	u32 val = 0;

	memcpy(&val, f->data, n);
	f->data += n;
	f->size -= n;
	return val;
}

u32 fuzz_u8(struct fuzz *f)
{
	return fuzz_part(f, 1);
}

u32 fuzz_u16(struct fuzz *f)
{
	return fuzz_part(f, 2);
}

u32 fuzz_u32(struct fuzz *f)
{
	return fuzz_part(f, 4);
}

/* All that is left, as words. Returns how many. */
u32 fuzz_words(struct fuzz *f, u32 *buf, u32 max)
{
	u32 n;

	for (n = 0; n < max && f->size; n++)
		buf[n] = fuzz_u32(f);
	return n;
}

void fuzz_check(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

/**
 * fuzz_found() - a finding
 * @key: which of its kind
 * @fmt: what it is
 *
 * Ends the run; with FUZZ_KEEP in the environment, which is for looking at all that a
 * run finds, each one is printed once, with the number of the execution.
 */
void fuzz_found(u32 key, const char *fmt, ...)
{
	static struct { u32 key; const char *fmt; } seen[4096];
	static u32 count;
	va_list args;
	u32 i;

	for (i = 0; i < count; i++)
		if (seen[i].key == key && seen[i].fmt == fmt)
			return;
	fprintf(stderr, "fuzz: %lu: ", fuzz_executions);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	if (!getenv("FUZZ_KEEP"))
		abort();
	if (count < ARRAY_SIZE(seen)) {
		seen[count].key = key;
		seen[count++].fmt = fmt;
	}
}

static void fuzz_birth(struct vgt_env *env)
{
	fuzz_live = shim_live;
	fuzz_check(!vgt_env_start(env), "no vGPU");
}

/* The vGPU goes, and nothing of it stays. */
static void fuzz_death(struct vgt_env *env)
{
	vgt_env_end(env);
	fuzz_check(!env->gpu.live, "the GPU port's things stay");
	fuzz_check(shim_live == fuzz_live, "memory stays");
	fuzz_age = 0;
}

/* The GPU's generation: 9, or as the environment says. */
u8 fuzz_gen(void)
{
	const char *gen = getenv("FUZZ_GEN");

	return gen && !strcmp(gen, "8") ? 8 : 9;
}

struct vgt_env *fuzz_begin(void)
{
	struct vgt_env *env = fuzz_env;

	if (!env) {
		fake_gpu_virtual = getenv("FUZZ_VIRTUAL");
		env = calloc(1, sizeof(*env));
		fuzz_check(env && !vgt_env_ports_init(env, fuzz_gen()), "no ports");
		if (fuzz_ports)
			fuzz_ports(env, fuzz_gen());
		fuzz_env = env;
	}
	/* What the last one was not to have for a while is over. */
	shim_advance_ns(10ull * NSEC_PER_SEC);
	fuzz_warnings = shim_warnings;
	if (!fuzz_age++)
		fuzz_birth(env);
	else
		fuzz_check(!vgt_vgpu_start(env->vgpu), "no start");
	env->next_page = 16 * 4096;
	env->next_ggtt = env->vgpu->ggtt.part[VGT_GGTT_HIGH].space.start;
	return env;
}

/* The guest goes, and nothing of it is held. */
void fuzz_end(struct vgt_env *env)
{
	enum vgt_engine_id id;

	for (id = 0; id < VGT_NUM_ENGINES; id++)
		fake_gpu_finish(&env->gpu, id, 0);
	env_settle(env);
	vgt_vgpu_stop(env->vgpu);
	fuzz_check(!env->guest.pinned, "pages stay pinned");
	fuzz_check(!env->guest.watched, "pages stay watched");
	if (fuzz_age == FUZZ_LIFE)
		fuzz_death(env);
	fuzz_check(shim_warnings == fuzz_warnings, "a kernel warning");
	fuzz_check(!shim_locks, "a lock is held");
	memset(env->guest.memory, 0, env->next_page);
}
