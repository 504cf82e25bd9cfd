package madang;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/// Lets `java Main` start what `Main.java` holds where that is in a package or has another name: a class
/// `Main` that inherits its `main`, and so appears in no stack trace.
final class MainClass {
    private MainClass() {}

    /// Makes that class, in the working directory, unless the compiler has.
    static void provide(Path entry) throws IOException {
        String file = entry.getFileName().toString();
        String name = file.substring(0, file.lastIndexOf('.'));
        Path target = Path.of(name + ".class");
        if (Files.exists(target)) {
            return;
        }
        Optional<ClassDesc> main = find(file, name);
        if (main.isPresent()) {
            ClassFile.of().buildTo(target, ClassDesc.of(name), made -> made
                    .withFlags(AccessFlag.PUBLIC, AccessFlag.SUPER, AccessFlag.SYNTHETIC)
                    .withSuperclass(main.get()));
        }
    }

    /// A class from this source that a program can start with: best the one that is named like it.
    private static Optional<ClassDesc> find(String source, String name) throws IOException {
        try (var files = Files.walk(Path.of(""), 32)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .map(MainClass::read)
                    .flatMap(Optional::stream)
                    .filter(model -> isFrom(model, source) && canBeInherited(model) && hasMain(model))
                    .map(model -> model.thisClass().asSymbol())
                    .min(Comparator.comparing(found -> !found.displayName().equals(name)));
        }
    }

    private static Optional<ClassModel> read(Path file) {
        try {
            return Optional.of(ClassFile.of().parse(file));
        } catch (IOException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static boolean isFrom(ClassModel model, String source) {
        return model.findAttribute(Attributes.sourceFile())
                .filter(attribute -> attribute.sourceFile().equalsString(source))
                .isPresent();
    }

    private static boolean canBeInherited(ClassModel model) {
        var flags = model.flags();
        boolean visible = flags.has(AccessFlag.PUBLIC) || model.thisClass().asSymbol().packageName().isEmpty();
        return visible && !flags.has(AccessFlag.FINAL) && !flags.has(AccessFlag.INTERFACE);
    }

    private static boolean hasMain(ClassModel model) {
        return model.methods().stream().anyMatch(MainClass::isMain);
    }

    private static boolean isMain(MethodModel method) {
        return method.methodName().equalsString("main")
                && method.methodType().equalsString("([Ljava/lang/String;)V")
                && method.flags().has(AccessFlag.PUBLIC)
                && method.flags().has(AccessFlag.STATIC);
    }
}
