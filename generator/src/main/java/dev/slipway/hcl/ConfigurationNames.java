package dev.slipway.hcl;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Which files of a folder are configuration. {@code backend.py} of the catalog's {@code terraform-deploy} judges alike
 * when a workflow runs.
 */
public final class ConfigurationNames {
    private ConfigurationNames() {}

    /**
     * The names that are loaded, in the order in which that happens: by name. Terraform reads {@code *.tf} and
     * {@code *.tf.json}; OpenTofu also {@code *.tofu} and {@code *.tofu.json}, and each in the place of
     * <a href="https://opentofu.org/docs/language/files/">the file of the same name</a> for Terraform.
     *
     * @param names all names of one folder
     * @param tofu whether OpenTofu reads them
     */
    public static List<String> loaded(Collection<String> names, boolean tofu) {
        Set<String> all = Set.copyOf(names);
        return all.stream()
                .filter(name -> !name.startsWith(".") && !name.endsWith("~"))
                .filter(name -> forTerraform(name) ? !tofu || !all.contains(tofuName(name)) : tofu && forTofu(name))
                .sorted()
                .toList();
    }

    /** Whether it is configuration that OpenTofu alone reads. */
    public static boolean forTofu(String name) {
        return name.endsWith(".tofu") || name.endsWith(".tofu.json");
    }

    /** Whether it is configuration that both read. */
    public static boolean forTerraform(String name) {
        return name.endsWith(".tf") || name.endsWith(".tf.json");
    }

    /** Whether a file <a href="https://developer.hashicorp.com/terraform/language/files/override">changes what others declare</a>. */
    public static boolean isOverride(String name) {
        return name.matches("(.*_)?override\\.(tf|tofu)(\\.json)?");
    }

    /** Whether a file sets variables in every environment. */
    public static boolean isGiven(String name) {
        return name.matches("terraform\\.tfvars(\\.json)?|.*\\.auto\\.tfvars(\\.json)?");
    }

    private static String tofuName(String name) {
        return name.replaceFirst("\\.tf(\\.json)?$", ".tofu$1");
    }
}
