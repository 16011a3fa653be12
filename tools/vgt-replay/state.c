// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of the vGPU, at a breakpoint.
 */
#include <stdio.h>

#include <linux/kernel.h>

#include "core/engine.h"
#include "replay.h"

static void print_list(FILE *out, const char *name, const struct vgt_elist *list)
{
	u32 i;

	fprintf(out, " %s", name);
	for (i = 0; i < list->count; i++)
		fprintf(out, "%s%#x", i ? "," : " ", list->elem[i].lrca);
	if (!list->count)
		fputs(" -", out);
}

static void print_engine(FILE *out, const struct vgt_vengine *ve)
{
	fprintf(out, "%s:%s%s%s%s", vgt_engines[ve->id].name, ve->hung ? " hung" : "",
		ve->ent.in_flight ? " in flight" : "", ve->ent.done ? " done" : "",
		ve->waits ? " waits for room" : "");
	print_list(out, "active", &ve->el.active);
	print_list(out, "next", &ve->el.next);
	fprintf(out, " ring %#x head %#x tail %#x\n", ve->ring.start, ve->ring.head,
		ve->ring.tail);
}

static void print_irq(FILE *out, const struct vgt_irq *irq)
{
	u32 g;

	fprintf(out, "interrupts: %s", irq->master ? "on" : "off");
	for (g = 0; g < VGT_IRQ_GROUPS; g++)
		if (irq->group[g].iir)
			fprintf(out, ", group %u: iir %#x imr %#x ier %#x", g, irq->group[g].iir,
				irq->group[g].imr, irq->group[g].ier);
	fputc('\n', out);
}

/**
 * replay_state() - print the state of the vGPU
 * @r: the replay
 */
void replay_state(struct replay *r)
{
	const struct vgt_vgpu *vgpu = r->vgpu;
	enum vgt_engine_id id;

	fprintf(r->out, "vGPU: %s, %u events played, %u outputs compared\n",
		vgpu->stopped ? "stopped" : "started", r->events, r->outputs);
	for (id = 0; id < VGT_NUM_ENGINES; id++)
		if (vgpu->engines[id].vgpu)
			print_engine(r->out, &vgpu->engines[id]);
	print_irq(r->out, &vgpu->irq);
	fprintf(r->out, "pinned pages: %u, address spaces: %u, page tables: %u\n",
		vgpu->pins.count, vgpu->nppgtts, vgpu->shadow.count);
	fprintf(r->out, "submissions: %llu, hangs: %llu, refused: %llu commands, %llu values\n",
		vgpu->stats.submissions, vgpu->stats.hangs, vgpu->stats.audit_refusals,
		vgpu->stats.regs_refused);
}
