/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GPU_MODEL_TEST_SUITES_H
#define GPU_MODEL_TEST_SUITES_H

#include "tests/test.h"

extern const struct test_suite memory_suite, config_suite, protocol_suite, mmio_suite, irq_suite,
	sampler_suite, texture_suite,
	gtt_suite, tlb_suite, execlists_suite, lrc_suite, state_suite, mi_suite,
	alu_suite, wait_suite, privilege_suite, error_suite, blt_suite, reset_suite, aperture_suite,
	eu_compact_suite, eu_int_suite, eu_float_suite, eu_alternative_suite, eu_inst_suite,
	eu_reg_suite,
	eu_flow_suite, gpgpu_suite, dataport_suite, media_suite,
	draw_suite, draw_preempt_suite, draw_line_suite, draw_sample_suite, draw_stream_suite,
	draw_geometry_suite, tessellate_suite, draw_patch_suite, draw_alternative_suite,
	aux_suite, gmbus_suite,
	pipe_suite, scanout_suite, gen8_suite, crc_suite, page_log_suite, trace_suite, control_suite,
	facts_suite, reset_values_suite, coverage_suite;

#endif /* GPU_MODEL_TEST_SUITES_H */
