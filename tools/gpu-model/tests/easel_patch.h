/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patches for an easel: hull and domain shaders, and the state between them.
 */
#ifndef GPU_MODEL_TEST_EASEL_PATCH_H
#define GPU_MODEL_TEST_EASEL_PATCH_H

#include "tests/easel.h"

#define HS_KERNEL	0x1000u
#define DS_KERNEL	0xb000u
#define HS_COUNT	0x2300
#define DS_COUNT	0x2308

/* Topology of patches of @n vertices; domains, partitionings and outputs of 3DSTATE_TE. */
#define PATCHES(n)	(0x1f + (n))
enum { QUAD_DOMAIN, TRIANGLE_DOMAIN, LINE_DOMAIN };
enum { INTEGER_PARTS, ODD_PARTS, EVEN_PARTS };
enum { OUTPUT_POINTS, OUTPUT_LINES, OUTPUT_CW, OUTPUT_CCW };

/**
 * struct patches - state of the stages
 * @hs: hull shader
 * @ds: domain shader
 * @factors: the first eight dwords of an entry
 * @domain: as 3DSTATE_TE has it
 * @parts: partitioning
 * @output: topology
 * @instances: threads of the hull shader
 * @hs2, @hs7, @te1, @ds7: bits of dwords that are turned over
 * @ds8: user clip distances, where attributes begin
 * @pushed: of a patch's entry, in 32 bytes
 * @hs_grf, @ds_grf: first register of what is pushed
 */
struct patches {
	struct eu_asm hs;
	struct eu_asm ds;
	float factors[8];
	u32 domain;
	u32 parts;
	u32 output;
	u32 instances;
	u32 hs2, hs7, te1, ds7, ds8;
	u32 pushed;
	u32 hs_grf, ds_grf;
};

/** patches_create() - patches of a domain with these factors; the shaders are empty */
struct patches patches_create(u32 domain, u32 output, const float outer[4], const float inner[2]);

/** hull_factors() - write the factors */
void hull_factors(struct patches *p, bool end);

/** hull_vertices() - copy positions of vertices 8 * @group on into the entry, from slot 2 on */
void hull_vertices(struct patches *p, u32 group);

/**
 * domain_place() - position between the first three vertices, by u and v
 *
 * It goes into r20 and r21; r22 is what is behind the factors, by default.
 */
void domain_place(struct patches *p);

/** domain_write() - that position, and @attribute's four registers behind it, if it is not 0 */
void domain_write(struct patches *p, u8 attribute);

/** put_patches() - the state */
void put_patches(struct easel *l, const struct patches *p);

#endif /* GPU_MODEL_TEST_EASEL_PATCH_H */
