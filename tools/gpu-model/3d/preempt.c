// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preemption inside of a 3DPRIMITIVE: between two primitives, if the context allows it.
 *
 * A context that allows it sets the replay mode of CS_CHICKEN1, and the driver lets contexts decide
 * (FF_SLICE_CS_CHICKEN1). The command is then executed again, from where it stopped.
 *
 * The documents do not say how hardware saves the place. That it is registers of the vertex fetch,
 * which registers, and that they are in the context image, is the model's own choice. Fans,
 * polygons and loops are never left: hardware does not come back to them correctly (Mesa switches
 * the mode off for them). Strips of triangles with adjacency are never left for another reason: the
 * number of vertices that these registers hold does not lead back to where a strip begins. Of
 * patches, a draw is left between two, never inside of one.
 *
 * Source: Mesa genxml (CS_CHICKEN1), iris and i965 (when it is used); i915 gt/intel_workarounds.c.
 */
#include "3d/draw.h"
#include "core/gpu.h"
#include "cs/commands.h"

#define FF_SLICE_CS_CHICKEN1	0x20e0
#define   BY_CONTEXT		BIT(14)
#define CS_CHICKEN1		0x2580
#define   REPLAY_OBJECTS	BIT(0)

/* Where the draw stopped. */
#define STOP			0x83b0
#define   STOP_VALID		BIT(31)
#define   STOP_ODD		BIT(8)		/* of a strip's primitives */
#define   STOP_HELD		GENMASK(4, 0)	/* vertices of an incomplete primitive */
#define STOP_VERTEX		0x83b4
#define STOP_INSTANCE		0x83b8
#define STOP_PRIMITIVE		0x83bc

static bool goes_back_to_its_first(u32 topology)
{
	return topology == TOPOLOGY_FAN || topology == TOPOLOGY_POLYGON ||
	       topology == TOPOLOGY_LINE_LOOP || topology == TOPOLOGY_STRIP_ADJACENCY;
}

static bool is_allowed(const struct draw *d)
{
	struct engine *e = d->e;

	return e->gpu->device->gen >= 9 && !e->cs.wa.active &&
	       !goes_back_to_its_first(d->topology) &&
	       cs_read_register(e, FF_SLICE_CS_CHICKEN1) & BY_CONTEXT &&
	       cs_read_register(e, CS_CHICKEN1) & REPLAY_OBJECTS;
}

/* Vertices that the draw fetches once more than it should. */
static void uncount(struct draw *d, u32 n)
{
	d->counts.vertices -= n;
	if (draw_state(d, S3D_VS)[7] & VS_ENABLE)
		d->counts.vs -= n;
}

void draw_stop_forget(struct engine *e)
{
	if (e->info->class != CLASS_RENDER)
		return;
	pthread_mutex_lock(&e->gpu->lock);
	for (u32 reg = STOP; reg <= STOP_PRIMITIVE; reg += 4)
		reg_set(e->gpu, reg, 0);
	pthread_mutex_unlock(&e->gpu->lock);
}

void draw_resume(struct draw *d)
{
	struct draw_stop *s = &d->stop;
	u32 flags = cs_read_register(d->e, STOP), vertex = cs_read_register(d->e, STOP_VERTEX);

	*s = (struct draw_stop){ .allowed = is_allowed(d) };
	/* A draw of the context switch is none that was left. */
	if (d->e->cs.wa.active)
		return;
	/* If the driver has sent the context elsewhere, as after a reset, the draw is over. */
	if (flags & STOP_VALID && d->e->cs.fresh) {
		s->held = min(FIELD_GET(STOP_HELD, flags), vertex);
		s->vertex = vertex;
		s->instance = cs_read_register(d->e, STOP_INSTANCE);
		s->primitive = cs_read_register(d->e, STOP_PRIMITIVE);
		s->odd = flags & STOP_ODD;
		uncount(d, s->held);
	}
	if (flags & STOP_VALID)
		draw_stop_forget(d->e);
}

/* Each visit draws more than the previous one. */
static bool is_further(const struct draw_stop *s, u32 instance, u32 vertex)
{
	return instance > s->instance || (instance == s->instance && vertex > s->vertex);
}

static void note(struct draw *d, u32 instance, u32 vertex)
{
	const struct assembler *a = &d->assembler;
	struct gpu *gpu = d->e->gpu;

	pthread_mutex_lock(&gpu->lock);
	reg_set(gpu, STOP, STOP_VALID | (vertex ? FIELD_PREP(STOP_HELD, a->have) : 0) |
			   (a->count % 2 ? STOP_ODD : 0));
	reg_set(gpu, STOP_VERTEX, vertex);
	reg_set(gpu, STOP_INSTANCE, instance);
	reg_set(gpu, STOP_PRIMITIVE, vertex ? a->primitive : 0);
	pthread_mutex_unlock(&gpu->lock);
}

bool draw_leaves(struct draw *d, u32 instance, u32 vertex, u32 ahead)
{
	if (!d->stop.allowed || !is_further(&d->stop, instance, vertex) ||
	    !engine_must_leave(d->e))
		return false;
	note(d, instance, vertex);
	d->e->cs.fresh = true;
	uncount(d, ahead);
	return true;
}
