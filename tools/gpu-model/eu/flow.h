/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control flow. Each channel that is not active waits at some place of the program, where it
 * becomes active again.
 */
#ifndef GPU_MODEL_EU_FLOW_H
#define GPU_MODEL_EU_FLOW_H

#include "eu/thread.h"

/** eu_flow_join() - channels that wait at the thread's instruction become active */
void eu_flow_join(struct eu_thread *t);

#endif /* GPU_MODEL_EU_FLOW_H */
