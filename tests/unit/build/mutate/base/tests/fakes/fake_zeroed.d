build/mutate/base/tests/fakes/fake_zeroed.o: \
 /work/main/tests/fakes/fake_zeroed.c shim/linux/bug.h \
 shim/linux/vgt_shim.h shim/linux/types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h \
 shim/linux/string.h shim/linux/vmalloc.h shim/linux/slab.h \
 shim/linux/gfp.h /work/main/tests/fakes/fake_zeroed.h
shim/linux/bug.h:
shim/linux/vgt_shim.h:
shim/linux/types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h:
shim/linux/string.h:
shim/linux/vmalloc.h:
shim/linux/slab.h:
shim/linux/gfp.h:
/work/main/tests/fakes/fake_zeroed.h:
