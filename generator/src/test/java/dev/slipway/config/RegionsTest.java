package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegionsTest {

    @Test
    void acceptsEveryRegionThatItSuggests() {
        assertThat(Regions.KNOWN).doesNotHaveDuplicates().isSorted().allMatch(Texts.region()::matches);
    }

    @Test
    void acceptsARegionThatIsNewerThanTheProgram() {
        assertThat(Texts.region().matches("eu-central-3")).isTrue();
    }

    @Test
    void knowsTheirPartitions() {
        assertThat(Regions.partition("af-south-1")).isEqualTo("aws");
        assertThat(Regions.partition("us-gov-east-1")).isEqualTo("aws-us-gov");
        assertThat(Regions.partition("us-east-1")).isEqualTo("aws");
        assertThat(Regions.partition("cn-north-1")).isEqualTo("aws-cn");
    }
}
