build/mutate/base/tests/fakes/fake_gpu.o: \
 /work/main/tests/fakes/fake_gpu.c \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/err.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h \
 shim/linux/types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/errno.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/errno.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno-base.h \
 shim/linux/gfp.h shim/linux/kernel.h shim/linux/align.h \
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
 shim/linux/slab.h shim/linux/vmalloc.h /work/main/tests/fakes/fake_gpu.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/list.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/poison.h \
 shim/linux/workqueue.h shim/linux/xarray.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/include/linux/xarray.h \
 shim/linux/bitmap.h shim/linux/kconfig.h shim/linux/rcupdate.h \
 shim/linux/sched/mm.h shim/linux/spinlock.h \
 /work/main/drivers/gpu/vgt/core/gpu_port.h \
 /work/main/drivers/gpu/vgt/core/engine.h \
 /work/main/drivers/gpu/vgt/core/platform.h \
 /work/main/tests/fakes/fake_image.h /work/main/tests/fakes/fake_zeroed.h
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/err.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h:
shim/linux/types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/errno.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/errno.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/errno-base.h:
shim/linux/gfp.h:
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
shim/linux/slab.h:
shim/linux/vmalloc.h:
/work/main/tests/fakes/fake_gpu.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/list.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/poison.h:
shim/linux/workqueue.h:
shim/linux/xarray.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/include/linux/xarray.h:
shim/linux/bitmap.h:
shim/linux/kconfig.h:
shim/linux/rcupdate.h:
shim/linux/sched/mm.h:
shim/linux/spinlock.h:
/work/main/drivers/gpu/vgt/core/gpu_port.h:
/work/main/drivers/gpu/vgt/core/engine.h:
/work/main/drivers/gpu/vgt/core/platform.h:
/work/main/tests/fakes/fake_image.h:
/work/main/tests/fakes/fake_zeroed.h:
