package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *        | false | false",
                "*/5 4 * * *      | false | false",
                "*/59 4 * * *     | false | false",
                "0,59 4 * * *     | false | false",
                "10-11 4 * * *    | false | false",
                "30/29 4 * * *    | false | false",
                "17,17 4 * * *    | true  | true",
                "17 * * * *       | true  | false",
                "17 */12 * * *    | true  | false",
                "0 0,23 * * *     | true  | false",
                "0 8-17/3 * * 1-5 | true  | false",
                "*/60 4 * * *     | true  | true",
                "17 4 * * *       | true  | true",
                "07 04 1 */3 *    | true  | true",
                "40/30 20-20 * * * | true  | true",
                "0 7 * JAN-MAR,12 MON-FRI | true | true",
            })
    void knowsHowOftenADayIsCutUp(String cron, boolean hourly, boolean daily) {
        assertThat(InfrastructureShape.cron().matches(cron)).isTrue();
        assertThat(Cron.parse(cron).isHourlyAtMost()).isEqualTo(hourly);
        assertThat(Cron.parse(cron).isDailyAtMost()).isEqualTo(daily);
    }
}
