build/mutate/base/drivers/gpu/vgt/core/mem/ppgtt.o: \
 /work/main/drivers/gpu/vgt/core/mem/ppgtt.c \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/err.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h \
 shim/linux/types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/errno.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/errno.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno-base.h \
 shim/linux/hrtimer.h shim/linux/ktime.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/list.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/poison.h \
 shim/linux/kernel.h shim/linux/align.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/bits.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/linux/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/bits.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/asm-generic/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h \
 shim/linux/bitops.h shim/linux/bug.h shim/linux/vgt_shim.h \
 shim/linux/printk.h shim/linux/string.h shim/asm/barrier.h \
 shim/linux/lockdep.h shim/linux/spinlock.h shim/linux/slab.h \
 shim/linux/gfp.h /work/main/drivers/gpu/vgt/core/compat.h \
 shim/linux/version.h /work/main/drivers/gpu/vgt/core/device_types.h \
 shim/linux/mutex.h shim/linux/xarray.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/include/linux/xarray.h \
 shim/linux/bitmap.h shim/linux/kconfig.h shim/linux/rcupdate.h \
 shim/linux/sched/mm.h /work/main/drivers/gpu/vgt/core/exec/lrc_types.h \
 /work/main/drivers/gpu/vgt/core/mem/fence_types.h \
 /work/main/drivers/gpu/vgt/core/gpu_port.h \
 /work/main/drivers/gpu/vgt/core/engine.h \
 /work/main/drivers/gpu/vgt/core/platform.h \
 /work/main/drivers/gpu/vgt/core/regs/config_space_types.h \
 /work/main/drivers/gpu/vgt/core/regs/index_types.h \
 /work/main/drivers/gpu/vgt/core/regs/mmio_context_types.h \
 /work/main/drivers/gpu/vgt/core/engine.h \
 /work/main/drivers/gpu/vgt/core/sched/sched_types.h \
 shim/linux/workqueue.h /work/main/drivers/gpu/vgt/core/sched/cap_types.h \
 /work/main/drivers/gpu/vgt/core/resources_types.h \
 /work/main/drivers/gpu/vgt/core/pace.h \
 /work/main/drivers/gpu/vgt/core/vgpu_types.h shim/linux/wait.h \
 /work/main/drivers/gpu/vgt/core/display/display_types.h \
 /work/main/drivers/gpu/vgt/core/exec/vengine_types.h \
 /work/main/drivers/gpu/vgt/core/exec/execlists_types.h \
 /work/main/drivers/gpu/vgt/core/mem/account_types.h \
 /work/main/drivers/gpu/vgt/core/mem/ggtt_types.h \
 /work/main/drivers/gpu/vgt/core/mem/pin_types.h \
 /work/main/drivers/gpu/vgt/core/guest_port.h \
 /work/main/drivers/gpu/vgt/core/mem/shadow_page_types.h \
 /work/main/drivers/gpu/vgt/core/mem/ppgtt_entry.h \
 /work/main/drivers/gpu/vgt/core/regs/irq_types.h \
 /work/main/drivers/gpu/vgt/core/regs/store_types.h \
 /work/main/drivers/gpu/vgt/core/regs/index_types.h \
 /work/main/drivers/gpu/vgt/core/sched/ban_types.h \
 /work/main/drivers/gpu/vgt/core/recent_types.h \
 /work/main/drivers/gpu/vgt/core/log_types.h shim/linux/ratelimit.h \
 /work/main/drivers/gpu/vgt/core/recent_types.h \
 /work/main/drivers/gpu/vgt/core/type.h \
 /work/main/drivers/gpu/vgt/core/mem/account.h \
 /work/main/drivers/gpu/vgt/core/mem/pin.h \
 /work/main/drivers/gpu/vgt/core/mem/ppgtt.h \
 /work/main/drivers/gpu/vgt/core/mem/ppgtt_types.h \
 /work/main/drivers/gpu/vgt/core/mem/shadow_page.h
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/err.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h:
shim/linux/types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/errno.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/errno.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno-base.h:
shim/linux/hrtimer.h:
shim/linux/ktime.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/list.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/poison.h:
shim/linux/kernel.h:
shim/linux/align.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/bits.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/linux/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/bits.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/asm-generic/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h:
shim/linux/bitops.h:
shim/linux/bug.h:
shim/linux/vgt_shim.h:
shim/linux/printk.h:
shim/linux/string.h:
shim/asm/barrier.h:
shim/linux/lockdep.h:
shim/linux/spinlock.h:
shim/linux/slab.h:
shim/linux/gfp.h:
/work/main/drivers/gpu/vgt/core/compat.h:
shim/linux/version.h:
/work/main/drivers/gpu/vgt/core/device_types.h:
shim/linux/mutex.h:
shim/linux/xarray.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/include/linux/xarray.h:
shim/linux/bitmap.h:
shim/linux/kconfig.h:
shim/linux/rcupdate.h:
shim/linux/sched/mm.h:
/work/main/drivers/gpu/vgt/core/exec/lrc_types.h:
/work/main/drivers/gpu/vgt/core/mem/fence_types.h:
/work/main/drivers/gpu/vgt/core/gpu_port.h:
/work/main/drivers/gpu/vgt/core/engine.h:
/work/main/drivers/gpu/vgt/core/platform.h:
/work/main/drivers/gpu/vgt/core/regs/config_space_types.h:
/work/main/drivers/gpu/vgt/core/regs/index_types.h:
/work/main/drivers/gpu/vgt/core/regs/mmio_context_types.h:
/work/main/drivers/gpu/vgt/core/engine.h:
/work/main/drivers/gpu/vgt/core/sched/sched_types.h:
shim/linux/workqueue.h:
/work/main/drivers/gpu/vgt/core/sched/cap_types.h:
/work/main/drivers/gpu/vgt/core/resources_types.h:
/work/main/drivers/gpu/vgt/core/pace.h:
/work/main/drivers/gpu/vgt/core/vgpu_types.h:
shim/linux/wait.h:
/work/main/drivers/gpu/vgt/core/display/display_types.h:
/work/main/drivers/gpu/vgt/core/exec/vengine_types.h:
/work/main/drivers/gpu/vgt/core/exec/execlists_types.h:
/work/main/drivers/gpu/vgt/core/mem/account_types.h:
/work/main/drivers/gpu/vgt/core/mem/ggtt_types.h:
/work/main/drivers/gpu/vgt/core/mem/pin_types.h:
/work/main/drivers/gpu/vgt/core/guest_port.h:
/work/main/drivers/gpu/vgt/core/mem/shadow_page_types.h:
/work/main/drivers/gpu/vgt/core/mem/ppgtt_entry.h:
/work/main/drivers/gpu/vgt/core/regs/irq_types.h:
/work/main/drivers/gpu/vgt/core/regs/store_types.h:
/work/main/drivers/gpu/vgt/core/regs/index_types.h:
/work/main/drivers/gpu/vgt/core/sched/ban_types.h:
/work/main/drivers/gpu/vgt/core/recent_types.h:
/work/main/drivers/gpu/vgt/core/log_types.h:
shim/linux/ratelimit.h:
/work/main/drivers/gpu/vgt/core/recent_types.h:
/work/main/drivers/gpu/vgt/core/type.h:
/work/main/drivers/gpu/vgt/core/mem/account.h:
/work/main/drivers/gpu/vgt/core/mem/pin.h:
/work/main/drivers/gpu/vgt/core/mem/ppgtt.h:
/work/main/drivers/gpu/vgt/core/mem/ppgtt_types.h:
/work/main/drivers/gpu/vgt/core/mem/shadow_page.h:
