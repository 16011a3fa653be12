/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A context with a kernel, its state and its surfaces, and the commands that start threads of it.
 *
 * Source: Intel OSRC Skylake PRM vol 2a (commands), vol 2d (INTERFACE_DESCRIPTOR_DATA,
 * RENDER_SURFACE_STATE), vol 7 (messages).
 */
#ifndef GPU_MODEL_TEST_GPGPU_LAB_H
#define GPU_MODEL_TEST_GPGPU_LAB_H

#include "tests/driver.h"
#include "tests/eu_asm.h"

#define GFX(type, op, sub)	(3u << 29 | (u32)(type) << 27 | (u32)(op) << 24 | (u32)(sub) << 16)
#define WALKER			GFX(2, 1, 0x05)
#define OBJECT			GFX(2, 1, 0x00)

/* Where things are, in the PPGTT. */
#define HEAP		0x4000000u
#define KERNEL		0x0000u
#define DESCRIPTOR	0x4000u
#define CURBE		0x5000u
#define TABLE		0x6000u
#define SURFACES	0x7000u
#define HEAP_BYTES	0x8000u
#define IMAGE		0x6000000u
#define IMAGE_BYTES	0x20000u

enum { PIPE_3D, PIPE_MEDIA, PIPE_GPGPU };

/**
 * struct gpgpu - a context with code, state and surfaces
 * @a: the kernel; copied when a command is sent
 * @simd: channels of a thread
 * @threads: of a group
 * @groups: along each axis
 * @right: mask of the last thread
 * @cross: registers of constants for the group
 * @own: registers of constants for each thread
 * @slm: code of the size of shared local memory
 * @spf: single program flow
 * @alternative: floating point mode
 */
struct gpgpu {
	struct rig r;
	struct buffer heap;
	struct buffer image;
	struct eu_asm a;
	u32 simd;
	u32 threads;
	u32 groups[3];
	u32 right;
	u32 cross;
	u32 own;
	u32 slm;
	bool spf;
	bool alternative;
	u32 words[256];
	u32 n;
};

/* A message has a header. */
#define HEADER	BIT(19)

/* Untyped, of one dword: which of four is left out, then the mode. */
#define ONE_DWORD(simd)		(0xeu | ((simd) == 16 ? 1u : 2u) << 4)

#define UD(reg)			r_(reg, T_UD)
#define OP(o, n, ...)		((struct how){ .op = (o), .exec = (n), ##__VA_ARGS__ })

struct gpgpu *gpgpu_create(const char *device);
void gpgpu_destroy(struct gpgpu *l);
u32 gpgpu_gen(const struct gpgpu *l);
u32 *gpgpu_heap(struct gpgpu *l, u32 offset);
void gpgpu_word(struct gpgpu *l, u32 w);
/* Entry @n of the binding table: a buffer of bytes. */
void gpgpu_bind_buffer(struct gpgpu *l, u32 n, u64 va, u32 bytes);
/* A picture: @tiling as surface states number it. */
void gpgpu_bind_image(struct gpgpu *l, u32 n, u32 format, u32 width, u32 height, u32 pitch,
		      u32 tiling);
void gpgpu_put_state(struct gpgpu *l, u32 pipeline);
void gpgpu_put_walker(struct gpgpu *l, u32 flags);
bool gpgpu_run_words(struct gpgpu *l);
void gpgpu_start_words(struct gpgpu *l);
void gpgpu_run_walker(struct gpgpu *l);
u32 gpgpu_desc(u32 mlen, u32 rlen, u32 type, u32 control, u32 bti);
/* r10, r11: numbers of channels. */
void gpgpu_number_channels(struct gpgpu *l, u8 reg);
/* r12, r13: number of each channel in all of the dispatch; r14, r15: the same as dword offset. */
void gpgpu_number_all(struct gpgpu *l);
/* Constants: r1 for all, r2 with the number of the thread. */
void gpgpu_thread_numbers(struct gpgpu *l);
/* Channels @from of registers to the dwords at r14. */
void gpgpu_store(struct gpgpu *l, u8 from, u32 bti);
u32 gpgpu_image_offset(u32 tiling, u32 pitch, u32 x, u32 y);
void gpgpu_put_object(struct gpgpu *l, u32 x, u32 y);

#endif
