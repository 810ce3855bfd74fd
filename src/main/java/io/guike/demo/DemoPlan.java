package io.guike.demo;

import io.guike.wechat.Menu;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the demo chain consists of. Streets are real, the shops on them and the people in them are not. */
final class DemoPlan {

    static final String COUNTRY_CODE = "CN";
    static final String COUNTRY = "全国";
    static final String HQ_NUMBER = "demo-hq";
    static final String HQ_NAME = "林晓舟";
    static final String PASSWORD = "guike-demo-2026";

    /**
     * @param miniPage the mini-program's page of the card
     * @param cardPage address of the service account's page of the same card
     */
    static Menu menu(String miniPage, String cardPage) {
        return new Menu(List.of(
                new Menu.Button("会员卡", Menu.Action.MINI_PROGRAM, miniPage, null),
                new Menu.Button("网页卡", Menu.Action.VIEW, cardPage, null),
                new Menu.Button("我的导购", Menu.Action.CLICK, "MY_PROMOTER", null)));
    }

    record DemoCity(String code, String name, List<DemoStore> stores) {}

    /** @param staff the manager first, then the promoters */
    record DemoStore(
            String code,
            String name,
            String address,
            double latitude,
            double longitude,
            String phone,
            String hours,
            List<String> staff) {

        /** Of the n-th person: {@code SH001-1} is the manager. */
        String number(int position) {
            return code + "-" + (position + 1);
        }
    }

    /** From and to of an ordinary weekday, then of Friday to Sunday. */
    private static final String STREET = "10:00-21:30 10:00-22:00";

    private static final String MALL = "10:00-22:00 10:00-22:00";
    private static final String NIGHT = "11:00-23:00 11:00-01:00";
    private static final String OFFICES = "08:30-20:30 10:00-18:00";

    static final List<DemoCity> CITIES = List.of(
            new DemoCity(
                    "SH",
                    "上海",
                    List.of(
                            new DemoStore(
                                    "SH001",
                                    "归客·南京西路店",
                                    "上海市静安区南京西路1028号1层",
                                    31.22930,
                                    121.45870,
                                    "021-55501001",
                                    MALL,
                                    List.of("周雅琴", "陈思远", "吴佳怡", "孙浩然")),
                            new DemoStore(
                                    "SH002",
                                    "归客·徐家汇店",
                                    "上海市徐汇区虹桥路18号2层",
                                    31.19420,
                                    121.43680,
                                    "021-55501002",
                                    MALL,
                                    List.of("沈国梁", "朱晓彤", "钱子轩")),
                            new DemoStore(
                                    "SH003",
                                    "归客·五角场店",
                                    "上海市杨浦区淞沪路77号B1层",
                                    31.29950,
                                    121.51400,
                                    "021-55501003",
                                    MALL,
                                    List.of("陆婉清", "何俊杰", "施梦琪")),
                            new DemoStore(
                                    "SH004",
                                    "归客·陆家嘴店",
                                    "上海市浦东新区世纪大道188号1层",
                                    31.23560,
                                    121.50260,
                                    "021-55501004",
                                    OFFICES,
                                    List.of("顾明辉", "唐诗涵", "范宇航")))),
            new DemoCity(
                    "HZ",
                    "杭州",
                    List.of(
                            new DemoStore(
                                    "HZ001",
                                    "归客·湖滨店",
                                    "杭州市上城区东坡路35号1层",
                                    30.25420,
                                    120.16310,
                                    "0571-55502001",
                                    STREET,
                                    List.of("金雨薇", "俞子墨", "楼佳宁", "章一鸣")),
                            new DemoStore(
                                    "HZ002",
                                    "归客·武林店",
                                    "杭州市拱墅区延安路530号3层",
                                    30.27260,
                                    120.16280,
                                    "0571-55502002",
                                    MALL,
                                    List.of("方建平", "骆诗雨", "袁天佑")),
                            new DemoStore(
                                    "HZ003",
                                    "归客·钱江新城店",
                                    "杭州市上城区富春路701号1层",
                                    30.24950,
                                    120.21180,
                                    "0571-55502003",
                                    OFFICES,
                                    List.of("许文静", "郑嘉豪", "童欣妍")),
                            new DemoStore(
                                    "HZ004",
                                    "归客·西溪店",
                                    "杭州市余杭区五常大道1号2层",
                                    30.24720,
                                    120.05020,
                                    "0571-55502004",
                                    MALL,
                                    List.of("胡志强", "翁可心", "葛晨阳")))),
            new DemoCity(
                    "CD",
                    "成都",
                    List.of(
                            new DemoStore(
                                    "CD001",
                                    "归客·春熙路店",
                                    "成都市锦江区春熙路南段12号1层",
                                    30.65520,
                                    104.07830,
                                    "028-55503001",
                                    STREET,
                                    List.of("罗丹", "杨沛霖", "蒋雨桐", "廖俊熙")),
                            new DemoStore(
                                    "CD002",
                                    "归客·东大街店",
                                    "成都市锦江区东大街下东大街段66号1层",
                                    30.65300,
                                    104.08420,
                                    "028-55503002",
                                    NIGHT,
                                    List.of("谢文博", "曾梓涵", "邓可欣")),
                            new DemoStore(
                                    "CD003",
                                    "归客·天府大道店",
                                    "成都市高新区天府大道北段1700号2层",
                                    30.56920,
                                    104.06330,
                                    "028-55503003",
                                    MALL,
                                    List.of("彭丽娟", "贺一帆", "龚雪莹")),
                            new DemoStore(
                                    "CD004",
                                    "归客·光华店",
                                    "成都市青羊区光华北三路98号1层",
                                    30.67080,
                                    103.98160,
                                    "028-55503004",
                                    MALL,
                                    List.of("冯大勇", "汤书瑶", "严子昂")))));

    private DemoPlan() {}

    /** Of everybody. */
    static List<String> numbers() {
        Stream<String> inStores = CITIES.stream()
                .flatMap(city -> city.stores().stream())
                .flatMap(store -> IntStream.range(0, store.staff().size()).mapToObj(store::number));
        return Stream.concat(Stream.of(HQ_NUMBER), inStores).toList();
    }
}
