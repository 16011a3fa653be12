// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared functions: which one takes a message. The gateway and the thread spawner are here, since
 * all that they do is to count threads.
 *
 * Source: Intel OSRC Skylake PRM vol 7, "Shared Functions", "Message Gateway"; Mesa
 * compiler/brw_eu_defines.h.
 */
#include "eu/dataport.h"
#include "eu/group.h"

#define GATEWAY_FUNCTION	GENMASK(2, 0)
#define GATEWAY_BARRIER		4

#define SPAWNER_SPAWN		BIT(0)

typedef enum eu_result (*message_fn)(struct eu_thread *t, struct eu_message *m);

static const message_fn port0[16] = {
	[EU_DP0_OWORD_READ] = eu_dp_oword_block,
	[EU_DP0_OWORD_READ_UNALIGNED] = eu_dp_oword_block,
	[EU_DP0_DWORD_READ] = eu_dp_dword_scattered,
	[EU_DP0_BYTE_READ] = eu_dp_byte_scattered,
	[EU_DP0_FENCE] = eu_dp_fence,
	[EU_DP0_OWORD_WRITE] = eu_dp_oword_block,
	[EU_DP0_DWORD_WRITE] = eu_dp_dword_scattered,
	[EU_DP0_BYTE_WRITE] = eu_dp_byte_scattered,
};

static const message_fn port1[32] = {
	[EU_DP1_UNTYPED_READ] = eu_dp_untyped,
	[EU_DP1_UNTYPED_ATOMIC] = eu_dp_untyped_atomic,
	[EU_DP1_MEDIA_READ] = eu_dp_media_block,
	[EU_DP1_TYPED_READ] = eu_dp_typed,
	[EU_DP1_TYPED_ATOMIC] = eu_dp_typed_atomic,
	[EU_DP1_UNTYPED_WRITE] = eu_dp_untyped,
	[EU_DP1_MEDIA_WRITE] = eu_dp_media_block,
	[EU_DP1_TYPED_WRITE] = eu_dp_typed,
	[EU_DP1_A64_SCATTERED_READ] = eu_dp_a64_scattered,
	[EU_DP1_A64_UNTYPED_READ] = eu_dp_untyped,
	[EU_DP1_A64_UNTYPED_ATOMIC] = eu_dp_untyped_atomic,
	[EU_DP1_A64_OWORD_READ] = eu_dp_a64_oword_block,
	[EU_DP1_A64_OWORD_WRITE] = eu_dp_a64_oword_block,
	[EU_DP1_A64_UNTYPED_WRITE] = eu_dp_untyped,
	[EU_DP1_A64_SCATTERED_WRITE] = eu_dp_a64_scattered,
	[EU_DP1_UNTYPED_ATOMIC_FLOAT] = eu_dp_untyped_atomic,
	[EU_DP1_A64_UNTYPED_ATOMIC_FLOAT] = eu_dp_untyped_atomic,
};

/* Caches that are only read through. */
static const message_fn read_only[16] = {
	[EU_DP0_OWORD_READ] = eu_dp_oword_block,
	[EU_DP0_OWORD_READ_UNALIGNED] = eu_dp_oword_block,
	[EU_DP0_DWORD_READ] = eu_dp_dword_scattered,
	[EU_DP0_FENCE] = eu_dp_fence,
};

static enum eu_result run(struct eu_thread *t, struct eu_message *m, message_fn fn)
{
	return fn ? fn(t, m) : eu_bad(t, "message that is not modelled");
}

static enum eu_result data_cache_0(struct eu_thread *t, struct eu_message *m)
{
	if (m->desc & EU_DP0_SCRATCH)
		return eu_dp_scratch(t, m);
	return run(t, m, port0[eu_dp_type(m)]);
}

static enum eu_result data_cache_1(struct eu_thread *t, struct eu_message *m)
{
	return run(t, m, port1[eu_dp_type(m)]);
}

static enum eu_result read_only_cache(struct eu_thread *t, struct eu_message *m)
{
	return run(t, m, eu_dp_type(m) < ARRAY_SIZE(read_only) ? read_only[eu_dp_type(m)] : NULL);
}

/* When all threads of the group have arrived, each gets a notification. */
static enum eu_result gateway(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;

	if ((m->desc & GATEWAY_FUNCTION) != GATEWAY_BARRIER || m->length != 1)
		return eu_bad(t, "message that is not modelled");
	if (++g->arrived < g->count)
		return EU_OK;
	g->arrived = 0;
	for (u32 i = 0; i < g->count; i++)
		eu_reg_set(&g->thread[i], EU_REG_NOTIFY,
			   eu_reg_get(&g->thread[i], EU_REG_NOTIFY) + 1);
	return EU_OK;
}

static enum eu_result spawner(struct eu_thread *t, struct eu_message *m)
{
	if (!m->eot || m->desc & SPAWNER_SPAWN)
		return eu_bad(t, "message that is not modelled");
	return EU_OK;
}

/* The 3D pipeline's functions belong to the stage that runs the thread. */
static enum eu_result urb(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;

	return run(t, m, g->urb);
}

static enum eu_result render_cache(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;

	return run(t, m, g->render);
}

static enum eu_result interpolator(struct eu_thread *t, struct eu_message *m)
{
	struct eu_group *g = t->owner;

	return run(t, m, g->interpolate);
}

static enum eu_result null_function(struct eu_thread *t __unused, struct eu_message *m __unused)
{
	return EU_OK;
}

enum eu_result eu_shared_send(struct eu_thread *t, struct eu_message *m)
{
	static const message_fn functions[EU_SFIDS] = {
		[EU_SFID_NULL] = null_function,
		[EU_SFID_SAMPLER] = eu_sampler_message,
		[EU_SFID_GATEWAY] = gateway,
		[EU_SFID_SAMPLER_CACHE] = read_only_cache,
		[EU_SFID_RENDER_CACHE] = render_cache,
		[EU_SFID_URB] = urb,
		[EU_SFID_SPAWNER] = spawner,
		[EU_SFID_CONSTANT_CACHE] = read_only_cache,
		[EU_SFID_DATA_CACHE_0] = data_cache_0,
		[EU_SFID_PIXEL_INTERPOLATOR] = interpolator,
		[EU_SFID_DATA_CACHE_1] = data_cache_1,
	};

	return run(t, m, functions[m->sfid]);
}
